// name: state/events_known
// what: which of these ids are events on record, in one record
// params: ids
// returns: ids
// mode: read
// index: event_id
UNWIND $ids AS id
MATCH (event:Event {id: id})
RETURN collect(event.id) AS ids
