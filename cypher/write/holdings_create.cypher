// name: write/holdings_create
// what: write new holdings in organisations; both ends exist
// params: rows, shared
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (start:Subject {id: row.start})
MATCH (end:Subject {id: row.end})
CREATE (start)-[fact:OWNS]->(end)
SET fact = $shared
SET fact += row.properties
