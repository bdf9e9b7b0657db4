// name: read/subject
// what: one subject by its key, with all that is stored
// params: id
// returns: is_person, stored
// mode: read
// index: subject_id
MATCH (subject:Subject {id: $id})
RETURN subject:Person AS is_person, subject {.*} AS stored
