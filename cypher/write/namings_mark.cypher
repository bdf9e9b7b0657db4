// name: write/namings_mark
// what: mark namings of persons by events: as ended in recorded time, or as told again; what is superseded stays as history
// params: rows
// returns: nothing
// mode: write
// index: event_id
UNWIND $rows AS row
MATCH (anchor:Event {id: row.anchor})-[fact:NAMES]->()
WHERE fact.live_key = row.key
SET fact += row.properties
