// name: read/provenance_of_roles
// what: where the roles in organisations come from, past beliefs too
// params: ids, anchors
// returns: fact
// mode: read
// index: subject_id
UNWIND $anchors AS anchor_id
MATCH (anchor:Subject {id: anchor_id})<-[fact:HOLDS_ROLE]-()
WHERE fact.fact_id IN $ids OR fact.stated_id IN $ids
RETURN fact {.*} AS fact
