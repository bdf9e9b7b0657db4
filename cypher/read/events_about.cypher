// name: read/events_about
// what: events whose facts touch a subject (as read/events_of finds them) with what is stated of them and the version of the graph, at most so many of each kind
// params: id, most
// returns: version, touching, through, by_branches
// mode: read
// index: guard_id, subject_id
MATCH (guard:Guard {id: 'graph'})
MATCH (subject:Subject {id: $id})
RETURN guard.version AS version,
  [(subject)<-[fact:AGAINST|COMMISSIONED_BY|FINDING_ON|SANCTIONS|NAMES|MAY_BE|HAS_PARTICIPANT]-(event:Event) WHERE fact.recorded_to IS NULL AND event.fact_id IS NOT NULL | event {.*}][..$most] AS touching,
  [(subject)-[office:HOLDS_ROLE|OWNS]->(:Organization)<-[:AGAINST]-(event:Event) WHERE office.recorded_to IS NULL AND event.fact_id IS NOT NULL | event {.*}][..$most] AS through,
  [(subject)-[office:HOLDS_ROLE]->(:Organization)<-[:BRANCH_OF]-(:Organization)<-[:AGAINST]-(event:Event) WHERE office.recorded_to IS NULL AND event.fact_id IS NOT NULL | event {.*}][..$most] AS by_branches
