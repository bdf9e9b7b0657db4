// name: write/namings_close
// what: end the recorded time of namings of persons by events; the superseded fact stays as history
// params: rows, recorded_to
// returns: nothing
// mode: write
// index: event_id
UNWIND $rows AS row
MATCH (anchor:Event {id: row.anchor})-[fact:NAMES]->()
WHERE fact.live_key = row.key
SET fact.recorded_to = $recorded_to, fact.live_key = null
