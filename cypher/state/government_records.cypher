// name: state/government_records
// what: the records on authorities and civil servants that are believed now, or were withdrawn, found from their anchors
// params: anchors
// returns: fact (all properties)
// mode: read
// index: government_record_id
UNWIND $anchors AS anchor_id
MATCH (fact:GovernmentRecord {id: anchor_id})
WHERE fact.recorded_to IS NULL OR fact.withdrawn IS NOT NULL
RETURN fact {.*} AS fact
