// name: state/events
// what: the events of these ids with what is believed of them now
// params: ids
// returns: stored (all properties)
// mode: read
// index: event_id
UNWIND $ids AS id
MATCH (event:Event {id: id})
RETURN event {.*} AS stored
