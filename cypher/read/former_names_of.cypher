// name: read/former_names_of
// what: the former names of these subjects that are believed
// params: ids
// returns: id, former
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})-[:WAS_NAMED]->(name:FormerName)
WHERE name.recorded_to IS NULL
RETURN subject.id AS id, name {.name, .start, .end, .fact_id} AS former
