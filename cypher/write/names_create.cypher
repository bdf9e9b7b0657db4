// name: write/names_create
// what: write new former names of organisations and link them to their subject, which exists
// params: rows, shared
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (start:Subject {id: row.start})
CREATE (start)-[:WAS_NAMED]->(fact:FormerName)
SET fact = $shared
SET fact += row.properties
