// name: write/roles_create
// what: write new offices held in organisations; both ends exist
// params: rows, shared
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (start:Subject {id: row.start})
MATCH (end:Subject {id: row.end})
CREATE (start)-[fact:HOLDS_ROLE]->(end)
SET fact = $shared
SET fact += row.properties
