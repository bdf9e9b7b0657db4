// name: read/described_events
// what: those of these events that a source has described, and what they are
// params: ids
// returns: id, kind, category
// mode: read
// index: event_id
UNWIND $ids AS id
MATCH (event:Event {id: id})
WHERE event.fact_id IS NOT NULL
RETURN event.id AS id, event.kind AS kind, event.category AS category
