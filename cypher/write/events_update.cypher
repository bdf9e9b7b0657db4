// name: write/events_update
// what: replace the content of events; a null takes a property away
// params: rows
// returns: nothing
// mode: write
// index: event_id
UNWIND $rows AS row
MATCH (event:Event {id: row.id})
SET event += row.properties
