// name: state/subjects
// what: the subjects of these ids with what is believed of them now
// params: ids
// returns: stored (all properties), is_person
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
RETURN subject {.*} AS stored, subject:Person AS is_person
