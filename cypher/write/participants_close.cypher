// name: write/participants_close
// what: end the recorded time of organisations taking part in events; the superseded fact stays as history
// params: rows, recorded_to
// returns: nothing
// mode: write
// index: event_id
UNWIND $rows AS row
MATCH (anchor:Event {id: row.anchor})-[fact:HAS_PARTICIPANT]->()
WHERE fact.live_key = row.key
SET fact.recorded_to = $recorded_to, fact.live_key = null
