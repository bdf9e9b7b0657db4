// name: read/relationships_among
// what: the believed links among these subjects
// params: ids, most
// returns: kind, fact, start, end
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})-[link:HOLDS_ROLE|OWNS|BRANCH_OF]->(other:Subject)
WHERE link.recorded_to IS NULL AND other.id IN $ids
RETURN type(link) AS kind, link {.*} AS fact, subject.id AS start, other.id AS end
ORDER BY start, end, kind
LIMIT $most
