// name: read/references_of
// what: what lists for reference say of these subjects as believed at a moment, the newest first, at most so many each
// params: ids, at, most
// returns: subject, fact
// mode: read
// index: reference_subject
UNWIND $ids AS id
CALL {
  WITH id
  MATCH (fact:Reference {subject: id})
  WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at)
  RETURN fact
  ORDER BY fact.start DESC, fact.fact_id
  LIMIT $most
}
RETURN id AS subject, fact {.*} AS fact
