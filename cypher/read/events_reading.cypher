// name: read/events_reading
// what: events among whose facts one of these persons or masked subjects is: named in it, or tied to an organisation that the event leads to
// params: ids
// returns: id
// mode: read
// index: subject_id, event_id
UNWIND $ids AS key
MATCH (subject:Subject {id: key})<-[:AGAINST|COMMISSIONED_BY|FINDING_ON|SANCTIONS|NAMES|MAY_BE|HAS_PARTICIPANT]-(event:Event)
WHERE event.fact_id IS NOT NULL
RETURN event.id AS id
UNION
UNWIND $ids AS key
MATCH (subject:Subject {id: key})-[:HOLDS_ROLE|OWNS]->(:Organization)<-[:AGAINST|COMMISSIONED_BY|HAS_PARTICIPANT]-(event:Event)
WHERE event.fact_id IS NOT NULL
RETURN event.id AS id
UNION
UNWIND $ids AS key
MATCH (subject:Subject {id: key})-[:HOLDS_ROLE|OWNS]->(:Organization)<-[:BRANCH_OF]-(:Organization)<-[:AGAINST]-(event:Event)
WHERE event.fact_id IS NOT NULL
RETURN event.id AS id
UNION
UNWIND $ids AS key
MATCH (event:Event {id: key})
WHERE event.fact_id IS NOT NULL
RETURN event.id AS id
