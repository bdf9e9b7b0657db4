// name: state/subjects_known
// what: which of these ids are subjects on record
// params: ids
// returns: id, is_person
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
RETURN subject.id AS id, subject:Person AS is_person
