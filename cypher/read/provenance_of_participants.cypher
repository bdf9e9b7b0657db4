// name: read/provenance_of_participants
// what: where the participants of events come from, past beliefs too
// params: ids, anchors
// returns: fact
// mode: read
// index: event_id
UNWIND $anchors AS anchor_id
MATCH (anchor:Event {id: anchor_id})-[fact:HAS_PARTICIPANT]->()
WHERE fact.fact_id IN $ids
RETURN fact {.*} AS fact
