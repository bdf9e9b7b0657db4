// name: read/link_groups
// what: how many neighbours each kind of link of a subject (of its keys) leads to, as believed at a moment, of some kinds and days; at most so many links are looked at
// params: ids, kinds, at, begun, ended, most
// returns: kind, role, outward, neighbours
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})-[link:HOLDS_ROLE|OWNS|BRANCH_OF]-(other:Subject)
WHERE type(link) IN $kinds AND (link.recorded_from <= $at OR type(link) = 'BRANCH_OF') AND (link.recorded_to IS NULL OR link.recorded_to > $at)
  AND (link.start IS NULL OR link.start <= $begun) AND (link.end IS NULL OR link.end > $ended)
  AND NOT other.id IN $ids
WITH type(link) AS kind, link.role AS role, startNode(link).id IN $ids AS outward, other.id AS other
LIMIT $most
RETURN kind, role, outward, count(DISTINCT other) AS neighbours
ORDER BY neighbours DESC, kind, role
