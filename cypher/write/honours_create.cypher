// name: write/honours_create
// what: write new honours and link them to their subject, which exists
// params: rows
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (start:Subject {id: row.start})
CREATE (start)-[:HONOURED_WITH]->(fact:Honour)
SET fact = row.properties
