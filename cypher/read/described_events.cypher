// name: read/described_events
// what: those of these events that a source has described
// params: ids
// returns: id
// mode: read
// index: event_id
UNWIND $ids AS id
MATCH (event:Event {id: id})
WHERE event.fact_id IS NOT NULL
RETURN event.id AS id
