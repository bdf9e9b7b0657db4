// name: state/events_known
// what: which of these ids are events on record
// params: ids
// returns: id
// mode: read
// index: event_id
UNWIND $ids AS id
MATCH (event:Event {id: id})
RETURN event.id AS id
