// name: write/participants_mark
// what: mark organisations taking part in events: as ended in recorded time, or as told again; what is superseded stays as history
// params: rows
// returns: nothing
// mode: write
// index: event_id
UNWIND $rows AS row
MATCH (anchor:Event {id: row.anchor})-[fact:HAS_PARTICIPANT]->()
WHERE fact.live_key = row.key
SET fact += row.properties
