// name: read/masked_after
// what: the ids of the next events after one whose subject is masked and may be a person on record, in order
// params: id, most
// returns: id
// mode: read
// index: event_id
MATCH (event:Event)-[fact:MAY_BE]->()
WHERE event.id > $id AND event.fact_id IS NOT NULL AND event.subject IS NULL AND fact.recorded_to IS NULL
RETURN DISTINCT event.id AS id
ORDER BY id
LIMIT $most
