// name: state/licences
// what: the licences and certificates that are believed now, or were withdrawn, found from their anchors
// params: anchors
// returns: fact (all properties)
// mode: read
// index: licence_id
UNWIND $anchors AS anchor_id
MATCH (fact:Licence {id: anchor_id})
WHERE fact.recorded_to IS NULL OR fact.withdrawn IS NOT NULL
RETURN fact {.*} AS fact
