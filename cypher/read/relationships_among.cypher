// name: read/relationships_among
// what: the links among these subjects as believed at a moment, of some kinds, begun by one day and not ended by another
// params: ids, kinds, at, begun, ended, most
// returns: kind, fact, start, end
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})-[link:HOLDS_ROLE|OWNS|BRANCH_OF]->(other:Subject)
WHERE type(link) IN $kinds AND (link.recorded_from <= $at OR type(link) = 'BRANCH_OF') AND (link.recorded_to IS NULL OR link.recorded_to > $at)
  AND (link.start IS NULL OR link.start <= $begun) AND (link.end IS NULL OR link.end > $ended)
  AND other.id IN $ids
RETURN type(link) AS kind, link {.*} AS fact, subject.id AS start, other.id AS end
ORDER BY start, end, kind
LIMIT $most
