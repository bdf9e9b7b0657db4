// name: write/honours_create
// what: write new honours and link them to their subject, which exists
// params: rows, shared
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (start:Subject {id: row.start})
CREATE (start)-[:HONOURED_WITH]->(fact:Honour)
SET fact = $shared
SET fact += row.properties
