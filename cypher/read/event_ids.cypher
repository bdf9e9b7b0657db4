// name: read/event_ids
// what: the ids of all events on record, in order
// params: none
// returns: id
// mode: read
// index: event_id
MATCH (event:Event)
WHERE event.fact_id IS NOT NULL
RETURN event.id AS id
ORDER BY id
