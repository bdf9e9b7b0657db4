// name: write/names_create
// what: write new former names of organisations and link them to their subject, which exists
// params: rows
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (start:Subject {id: row.start})
CREATE (start)-[:WAS_NAMED]->(fact:FormerName)
SET fact = row.properties
