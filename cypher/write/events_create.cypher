// name: write/events_create
// what: write new events; a stub carries only its id
// params: rows
// returns: nothing
// mode: write
// index: none
UNWIND $rows AS row
CREATE (node:Event)
SET node = row
