// name: state/measures
// what: the measures of these events as they stand, found by their event's id, and what they are really tied to
// params: events
// returns: stored (all properties), events, subjects
// mode: read
// index: measure_event
UNWIND $events AS id
MATCH (measure:Measure {event: id})
RETURN measure {.*} AS stored,
  [(measure)-[:RESTS_ON]->(event) | event.id] AS events,
  [(measure)-[:AGAINST]->(subject) | subject.id] AS subjects
