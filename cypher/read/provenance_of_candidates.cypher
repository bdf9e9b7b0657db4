// name: read/provenance_of_candidates
// what: where the candidates of events come from, past beliefs too
// params: ids, anchors
// returns: fact
// mode: read
// index: event_id
UNWIND $anchors AS anchor_id
MATCH (anchor:Event {id: anchor_id})-[fact:MAY_BE]->()
WHERE fact.fact_id IN $ids
RETURN fact {.*} AS fact
