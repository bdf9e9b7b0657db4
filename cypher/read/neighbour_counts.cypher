// name: read/neighbour_counts
// what: how many subjects are linked to each of these, as believed at a moment, of some kinds and days, counted up to a bound
// params: ids, kinds, at, begun, ended, most
// returns: id, neighbours
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
CALL {
  WITH subject
  MATCH (subject)-[link:HOLDS_ROLE|OWNS|BRANCH_OF]-(other:Subject)
  WHERE type(link) IN $kinds AND (link.recorded_from <= $at OR type(link) = 'BRANCH_OF') AND (link.recorded_to IS NULL OR link.recorded_to > $at)
    AND (link.start IS NULL OR link.start <= $begun) AND (link.end IS NULL OR link.end > $ended)
  WITH DISTINCT other
  LIMIT $most
  RETURN count(other) AS neighbours
}
RETURN id, neighbours
