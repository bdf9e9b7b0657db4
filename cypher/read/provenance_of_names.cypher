// name: read/provenance_of_names
// what: where former names of organisations come from, past beliefs too
// params: ids, anchors
// returns: fact
// mode: read
// index: subject_id
UNWIND $anchors AS anchor_id
MATCH (anchor:Subject {id: anchor_id})-[:WAS_NAMED]->(fact:FormerName)
WHERE fact.fact_id IN $ids OR fact.stated_id IN $ids
RETURN fact {.*} AS fact
