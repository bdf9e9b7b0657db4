// name: read/events_by_document
// what: the events with one of these document numbers, in order, at most so many
// params: documents, most
// returns: id, kind, category, subject, document, office
// mode: read
// index: event_document
UNWIND $documents AS document
MATCH (event:Event {document: document})
WHERE event.fact_id IS NOT NULL
RETURN event.id AS id, event.kind AS kind, event.category AS category, event.subject AS subject, event.document AS document, event.office AS office
ORDER BY id
LIMIT $most
