// name: read/provenance_of_references
// what: where entries for reference come from, past beliefs too
// params: ids, anchors
// returns: fact
// mode: read
// index: reference_id
UNWIND $anchors AS anchor_id
MATCH (fact:Reference {id: anchor_id})
WHERE fact.fact_id IN $ids
RETURN fact {.*} AS fact
