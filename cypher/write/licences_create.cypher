// name: write/licences_create
// what: write new licences and certificates and link them to their subject, which exists
// params: rows, shared
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (start:Subject {id: row.start})
CREATE (start)-[:LICENSED_AS]->(fact:Licence)
SET fact = $shared
SET fact += row.properties
