// name: read/names_of
// what: the present names of these subjects
// params: ids
// returns: id, is_person, name
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
WHERE subject.name IS NOT NULL
RETURN subject.id AS id, subject:Person AS is_person, subject.name AS name
