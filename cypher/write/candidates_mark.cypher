// name: write/candidates_mark
// what: mark persons whom a masked subject of an event may be: as ended in recorded time, or as told again; what is superseded stays as history
// params: rows
// returns: nothing
// mode: write
// index: event_id
UNWIND $rows AS row
MATCH (anchor:Event {id: row.anchor})-[fact:MAY_BE]->()
WHERE fact.live_key = row.key
SET fact += row.properties
