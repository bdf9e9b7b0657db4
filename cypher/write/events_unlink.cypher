// name: write/events_unlink
// what: take away the links of events to their subject and their client
// params: ids
// returns: nothing
// mode: write
// index: event_id
UNWIND $ids AS id
MATCH (event:Event {id: id})-[link:AGAINST|COMMISSIONED_BY]->()
DELETE link
