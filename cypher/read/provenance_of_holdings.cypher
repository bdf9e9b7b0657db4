// name: read/provenance_of_holdings
// what: where the holdings in organisations come from, past beliefs too
// params: ids, anchors
// returns: fact
// mode: read
// index: subject_id
UNWIND $anchors AS anchor_id
MATCH (anchor:Subject {id: anchor_id})<-[fact:OWNS]-()
WHERE fact.fact_id IN $ids OR fact.stated_id IN $ids
RETURN fact {.*} AS fact
