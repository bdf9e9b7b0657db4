// name: read/relationships_around
// what: the links of these subjects as believed at a moment, of some kinds, begun by one day and not ended by another; open ones and offices first, at most so many each; with what is stated of the other where that is asked for
// params: ids, kinds, at, begun, ended, most, described
// returns: id, other, kind, fact, start, end, stored, is_person
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
CALL {
  WITH subject
  MATCH (subject)-[link:HOLDS_ROLE|OWNS|BRANCH_OF]-(other:Subject)
  WHERE type(link) IN $kinds AND (link.recorded_from <= $at OR type(link) = 'BRANCH_OF') AND (link.recorded_to IS NULL OR link.recorded_to > $at)
    AND (link.start IS NULL OR link.start <= $begun) AND (link.end IS NULL OR link.end > $ended)
  RETURN link, other
  ORDER BY CASE WHEN link.end IS NULL THEN 0 ELSE 1 END, type(link), coalesce(link.role, ''), other.id
  LIMIT $most
}
RETURN subject.id AS id, other.id AS other, type(link) AS kind, link {.*} AS fact, startNode(link).id AS start, endNode(link).id AS end,
  CASE WHEN $described THEN other {.*} END AS stored, other:Person AS is_person
