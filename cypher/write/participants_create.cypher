// name: write/participants_create
// what: write new organisations taking part in events; both ends exist
// params: rows, shared
// returns: nothing
// mode: write
// index: event_id, subject_id
UNWIND $rows AS row
MATCH (start:Event {id: row.start})
MATCH (end:Subject {id: row.end})
CREATE (start)-[fact:HAS_PARTICIPANT]->(end)
SET fact = $shared
SET fact += row.properties
