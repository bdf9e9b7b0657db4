// name: state/honours
// what: the honours that are believed now, or were withdrawn, found from their anchors
// params: anchors
// returns: fact (all properties)
// mode: read
// index: honour_id
UNWIND $anchors AS anchor_id
MATCH (fact:Honour {id: anchor_id})
WHERE fact.recorded_to IS NULL OR fact.withdrawn IS NOT NULL
RETURN fact {.*} AS fact
