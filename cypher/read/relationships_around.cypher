// name: read/relationships_around
// what: the believed links of these subjects, open ones and offices first, at most so many each
// params: ids, most
// returns: id, other, kind, fact, start
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
CALL {
  WITH subject
  MATCH (subject)-[link:HOLDS_ROLE|OWNS|BRANCH_OF]-(other:Subject)
  WHERE link.recorded_to IS NULL
  RETURN link, other
  ORDER BY CASE WHEN link.end IS NULL THEN 0 ELSE 1 END, type(link), coalesce(link.role, ''), other.id
  LIMIT $most
}
RETURN subject.id AS id, other.id AS other, type(link) AS kind, link {.*} AS fact, startNode(link).id AS start
