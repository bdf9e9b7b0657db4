// name: write/events_link_subject
// what: link events to the subject that they are against
// params: rows, shared
// returns: nothing
// mode: write
// index: event_id, subject_id
UNWIND $rows AS row
MATCH (event:Event {id: row.start})
MATCH (subject:Subject {id: row.end})
CREATE (event)-[link:AGAINST]->(subject)
SET link = $shared
SET link += row.properties
