// name: write/findings_close
// what: end the recorded time of findings of events on persons; the superseded fact stays as history
// params: rows, recorded_to
// returns: nothing
// mode: write
// index: event_id
UNWIND $rows AS row
MATCH (anchor:Event {id: row.anchor})-[fact:FINDING_ON]->()
WHERE fact.live_key = row.key
SET fact.recorded_to = $recorded_to, fact.live_key = null
