// name: read/event_keys
// what: the key of every event, those that are only named too: for reading the whole graph in pages
// params: none
// returns: id
// mode: read
// index: none
MATCH (event:Event)
RETURN event.id AS id
