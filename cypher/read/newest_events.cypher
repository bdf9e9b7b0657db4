// name: read/newest_events
// what: the ids of the events with the newest deciding day, the newest first; an event without any such day is left out
// params: most
// returns: id
// mode: read
// index: event_id
MATCH (event:Event)
WHERE event.fact_id IS NOT NULL
WITH event.id AS id, coalesce(event.decision_date, event.listing_date, event.order_date, event.judgment_effective_date) AS day
WHERE day IS NOT NULL
RETURN id
ORDER BY day DESC, id DESC
LIMIT $most
