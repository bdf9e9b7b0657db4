// name: read/provenance_of_findings
// what: where the findings of events come from, past beliefs too
// params: ids, anchors
// returns: fact
// mode: read
// index: event_id
UNWIND $anchors AS anchor_id
MATCH (anchor:Event {id: anchor_id})-[fact:FINDING_ON]->()
WHERE fact.fact_id IN $ids
RETURN fact {.*} AS fact
