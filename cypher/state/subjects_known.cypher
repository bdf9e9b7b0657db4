// name: state/subjects_known
// what: which of these ids are subjects on record, persons and organisations apart; one record each, for a record costs more than an id
// params: ids
// returns: is_person, ids
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
WITH subject.id AS found, subject:Person AS is_person
RETURN is_person, collect(found) AS ids
