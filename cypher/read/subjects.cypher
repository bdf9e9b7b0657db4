// name: read/subjects
// what: subjects by id, organisations and persons alike
// params: ids
// returns: is_person, stored
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
RETURN subject:Person AS is_person, subject {.id, .name, .type, .uscc, .industry, .parent, .listed, .state_owned, .confirmed, .honoured, .fact_id, .recorded_from} AS stored
