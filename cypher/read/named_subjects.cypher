// name: read/named_subjects
// what: those of some subjects to which anything leads that is believed: offices, holdings, events, branches, entries
// params: ids
// returns: id
// mode: read
// index: subject_id
UNWIND $ids AS key
MATCH (subject:Subject {id: key})-[fact:HOLDS_ROLE|OWNS|FINDING_ON|SANCTIONS|NAMES|MAY_BE|HAS_PARTICIPANT]-()
WHERE fact.recorded_to IS NULL
RETURN subject.id AS id
UNION
UNWIND $ids AS key
MATCH (subject:Subject {id: key})<-[:AGAINST|COMMISSIONED_BY]-(:Event)
RETURN subject.id AS id
UNION
UNWIND $ids AS key
MATCH (subject:Subject {id: key})<-[:BRANCH_OF]-(:Subject)
RETURN subject.id AS id
UNION
UNWIND $ids AS key
MATCH (subject:Subject {id: key})-[:WAS_NAMED|LICENSED_AS|HONOURED_WITH]->(entry)
WHERE entry.recorded_to IS NULL
RETURN subject.id AS id
