// name: write/measures_create
// what: write new measures, each with the event that it rests on and the subject that it reaches; none where either is not there
// params: rows
// returns: key (of those written)
// mode: write
// index: event_id, subject_id
UNWIND $rows AS row
MATCH (event:Event {id: row.event})
MATCH (subject:Subject {id: row.subject})
CREATE (measure:Measure)
SET measure = row
CREATE (measure)-[:RESTS_ON]->(event)
CREATE (measure)-[:AGAINST]->(subject)
RETURN measure.key AS key
