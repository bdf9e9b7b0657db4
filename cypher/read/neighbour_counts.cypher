// name: read/neighbour_counts
// what: how many subjects are linked to each of these now, counted up to a bound
// params: ids, most
// returns: id, neighbours
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
CALL {
  WITH subject
  MATCH (subject)-[link:HOLDS_ROLE|OWNS|BRANCH_OF]-(other:Subject)
  WHERE link.recorded_to IS NULL
  WITH DISTINCT other
  LIMIT $most
  RETURN count(other) AS neighbours
}
RETURN id, neighbours
