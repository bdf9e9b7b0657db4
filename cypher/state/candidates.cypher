// name: state/candidates
// what: the persons whom a masked subject of an event may be that are believed now, or were withdrawn, found from their anchors
// params: anchors
// returns: fact (all properties)
// mode: read
// index: event_id
UNWIND $anchors AS anchor_id
MATCH (anchor:Event {id: anchor_id})-[fact:MAY_BE]->()
WHERE fact.recorded_to IS NULL OR fact.withdrawn IS NOT NULL
RETURN fact {.*} AS fact
