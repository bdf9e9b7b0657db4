// name: write/findings_create
// what: write new findings of events on persons; both ends exist
// params: rows, shared
// returns: nothing
// mode: write
// index: event_id, subject_id
UNWIND $rows AS row
MATCH (start:Event {id: row.start})
MATCH (end:Subject {id: row.end})
CREATE (start)-[fact:FINDING_ON]->(end)
SET fact = $shared
SET fact += row.properties
