// name: write/candidates_create
// what: write new persons whom a masked subject of an event may be; both ends exist
// params: rows, shared
// returns: nothing
// mode: write
// index: event_id, subject_id
UNWIND $rows AS row
MATCH (start:Event {id: row.start})
MATCH (end:Subject {id: row.end})
CREATE (start)-[fact:MAY_BE]->(end)
SET fact = $shared
SET fact += row.properties
