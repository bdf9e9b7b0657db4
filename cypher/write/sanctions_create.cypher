// name: write/sanctions_create
// what: write new sanctions of events against persons; both ends exist
// params: rows, shared
// returns: nothing
// mode: write
// index: event_id, subject_id
UNWIND $rows AS row
MATCH (start:Event {id: row.start})
MATCH (end:Subject {id: row.end})
CREATE (start)-[fact:SANCTIONS]->(end)
SET fact = $shared
SET fact += row.properties
