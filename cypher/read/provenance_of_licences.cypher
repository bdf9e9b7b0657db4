// name: read/provenance_of_licences
// what: where licences and certificates come from, past beliefs too
// params: ids, anchors
// returns: fact
// mode: read
// index: licence_id
UNWIND $anchors AS anchor_id
MATCH (fact:Licence {id: anchor_id})
WHERE fact.fact_id IN $ids
RETURN fact {.*} AS fact
