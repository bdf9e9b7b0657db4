// name: read/provenance_of_sanctions
// what: where the sanctions of events come from, past beliefs too
// params: ids, anchors
// returns: fact
// mode: read
// index: event_id
UNWIND $anchors AS anchor_id
MATCH (anchor:Event {id: anchor_id})-[fact:SANCTIONS]->()
WHERE fact.fact_id IN $ids
RETURN fact {.*} AS fact
