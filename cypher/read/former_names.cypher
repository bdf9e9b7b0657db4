// name: read/former_names
// what: every former name that is believed; reads them all
// params: none
// returns: id, name, fact_id
// mode: read
// index: none
MATCH (name:FormerName)<-[:WAS_NAMED]-(subject:Organization)
WHERE name.recorded_to IS NULL
RETURN subject.id AS id, name.name AS name, name.fact_id AS fact_id
