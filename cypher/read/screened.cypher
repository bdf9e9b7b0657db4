// name: read/screened
// what: who these subjects are, with the version of the graph: names, honours, and events against them, as believed now
// params: ids
// returns: version, id, name, registered, founded, former (names), honours (title, start, end, fact), adverse (event with its days)
// mode: read
// index: guard_id, subject_id
UNWIND $ids AS id
MATCH (guard:Guard {id: 'graph'})
MATCH (subject:Subject {id: id})
RETURN guard.version AS version, id, subject.name AS name, subject.fact_id IS NOT NULL AS registered, subject.founded AS founded,
  [(subject)-[:WAS_NAMED]->(former:FormerName) WHERE former.recorded_to IS NULL | former.name] AS former,
  [(subject)-[:HONOURED_WITH]->(honour:Honour) WHERE honour.recorded_to IS NULL | {title: honour.title, start: honour.start, end: honour.end, fact: honour.fact_id}] AS honours,
  [(subject)<-[against:AGAINST]-(event:Event) WHERE against.recorded_to IS NULL AND event.fact_id IS NOT NULL | event {.*}] AS adverse
