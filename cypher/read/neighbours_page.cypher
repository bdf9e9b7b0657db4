// name: read/neighbours_page
// what: the next neighbours of a subject (of its keys) by kind of link and key, with their links to it and how many neighbours they have up to a bound, as believed at a moment, of some kinds and days; without the folded groups of links (kind/role/out or in), or only of one group where it is given
// params: ids, kinds, at, begun, ended, folded, group, rank, after, most, counted
// returns: id, rank, links (kind, fact, start, end), stored, is_person, neighbours
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})-[link:HOLDS_ROLE|OWNS|BRANCH_OF]-(other:Subject)
WHERE type(link) IN $kinds AND (link.recorded_from <= $at OR type(link) = 'BRANCH_OF') AND (link.recorded_to IS NULL OR link.recorded_to > $at)
  AND (link.start IS NULL OR link.start <= $begun) AND (link.end IS NULL OR link.end > $ended)
  AND NOT other.id IN $ids
WITH other, link, type(link) + '/' + coalesce(link.role, '') + '/' + CASE WHEN startNode(link).id IN $ids THEN 'out' ELSE 'in' END AS name
WHERE NOT name IN $folded AND ($group = '' OR name = $group)
WITH other, min(CASE type(link) WHEN 'HOLDS_ROLE' THEN 0 WHEN 'OWNS' THEN 1 ELSE 2 END) AS rank, collect(link) AS links
WHERE rank > $rank OR (rank = $rank AND other.id > $after)
WITH other, rank, links
ORDER BY rank, other.id
LIMIT $most
CALL {
  WITH other
  MATCH (other)-[link:HOLDS_ROLE|OWNS|BRANCH_OF]-(next:Subject)
  WHERE type(link) IN $kinds AND (link.recorded_from <= $at OR type(link) = 'BRANCH_OF') AND (link.recorded_to IS NULL OR link.recorded_to > $at)
    AND (link.start IS NULL OR link.start <= $begun) AND (link.end IS NULL OR link.end > $ended)
  WITH DISTINCT next
  LIMIT $counted
  RETURN count(next) AS neighbours
}
RETURN other.id AS id, rank, [link IN links | [type(link), link {.*}, startNode(link).id, endNode(link).id]] AS links,
  other {.*} AS stored, other:Person AS is_person, neighbours
ORDER BY rank, id
