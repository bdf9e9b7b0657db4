// name: write/candidates_close
// what: end the recorded time of persons whom a masked subject of an event may be; the superseded fact stays as history
// params: rows, recorded_to
// returns: nothing
// mode: write
// index: event_id
UNWIND $rows AS row
MATCH (anchor:Event {id: row.anchor})-[fact:MAY_BE]->()
WHERE fact.live_key = row.key
SET fact.recorded_to = $recorded_to, fact.live_key = null
