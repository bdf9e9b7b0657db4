// name: read/events_of
// what: events whose facts touch any of these subjects: against it, naming it, or against a firm in which it holds or held an office; or events themselves
// params: ids
// returns: id
// mode: read
// index: subject_id, event_id
UNWIND $ids AS key
MATCH (subject:Subject {id: key})<-[fact:AGAINST|COMMISSIONED_BY|FINDING_ON|SANCTIONS|NAMES|MAY_BE|HAS_PARTICIPANT]-(event:Event)
WHERE fact.recorded_to IS NULL AND event.fact_id IS NOT NULL
RETURN event.id AS id
UNION
UNWIND $ids AS key
MATCH (subject:Subject {id: key})-[office:HOLDS_ROLE|OWNS]->(:Organization)<-[:AGAINST]-(event:Event)
WHERE office.recorded_to IS NULL AND event.fact_id IS NOT NULL
RETURN event.id AS id
UNION
UNWIND $ids AS key
MATCH (subject:Subject {id: key})-[office:HOLDS_ROLE]->(:Organization)<-[:BRANCH_OF]-(:Organization)<-[:AGAINST]-(event:Event)
WHERE office.recorded_to IS NULL AND event.fact_id IS NOT NULL
RETURN event.id AS id
UNION
UNWIND $ids AS key
MATCH (event:Event {id: key})
WHERE event.fact_id IS NOT NULL
RETURN event.id AS id
