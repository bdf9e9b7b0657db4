// name: write/sanctions_mark
// what: mark sanctions of events against persons: as ended in recorded time, or as told again; what is superseded stays as history
// params: rows
// returns: nothing
// mode: write
// index: event_id
UNWIND $rows AS row
MATCH (anchor:Event {id: row.anchor})-[fact:SANCTIONS]->()
WHERE fact.live_key = row.key
SET fact += row.properties
