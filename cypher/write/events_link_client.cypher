// name: write/events_link_client
// what: link events to the client who commissioned the work
// params: rows, shared
// returns: nothing
// mode: write
// index: event_id, subject_id
UNWIND $rows AS row
MATCH (event:Event {id: row.start})
MATCH (client:Subject {id: row.end})
CREATE (event)-[link:COMMISSIONED_BY]->(client)
SET link = $shared
SET link += row.properties
