// name: read/event_keys_after
// what: the keys of the next events after one, in order, those that are only named too: for reading the whole graph in pages
// params: id, most
// returns: id
// mode: read
// index: event_id
MATCH (event:Event)
WHERE event.id > $id
RETURN event.id AS id
ORDER BY id
LIMIT $most
