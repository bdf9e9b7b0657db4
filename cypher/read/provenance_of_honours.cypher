// name: read/provenance_of_honours
// what: where honours come from, past beliefs too
// params: ids, anchors
// returns: fact
// mode: read
// index: honour_id
UNWIND $anchors AS anchor_id
MATCH (fact:Honour {id: anchor_id})
WHERE fact.fact_id IN $ids
RETURN fact {.*} AS fact
