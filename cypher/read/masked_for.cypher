// name: read/masked_for
// what: the ids of the events whose masked subject may be one of these persons
// params: ids
// returns: id
// mode: read
// index: subject_id
UNWIND $ids AS key
MATCH (person:Subject {id: key})<-[fact:MAY_BE]-(event:Event)
WHERE event.fact_id IS NOT NULL AND event.subject IS NULL AND fact.recorded_to IS NULL
RETURN DISTINCT event.id AS id
