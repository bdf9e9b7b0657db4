// name: state/roles
// what: the offices held in organisations that stand, those held back too, or were withdrawn, found from their anchors
// params: anchors
// returns: fact (all properties)
// mode: read
// index: subject_id
UNWIND $anchors AS anchor_id
MATCH (anchor:Subject {id: anchor_id})<-[fact:HOLDS_ROLE]-()
WHERE fact.live_key IS NOT NULL OR fact.withdrawn IS NOT NULL
RETURN fact {.*} AS fact
