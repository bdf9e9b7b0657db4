// name: read/provenance_of_government_records
// what: records on authorities and civil servants with these fact ids, superseded ones included, so that none is written twice; shown to nobody
// params: anchors, ids
// returns: fact (all properties)
// mode: read
// index: government_record_id
UNWIND $anchors AS anchor_id
MATCH (fact:GovernmentRecord {id: anchor_id})
WHERE fact.fact_id IN $ids
RETURN fact {.*} AS fact
