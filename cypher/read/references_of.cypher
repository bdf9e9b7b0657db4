// name: read/references_of
// what: what lists for reference say of these subjects and is believed now, the newest first, at most so many each
// params: ids, most
// returns: subject, fact
// mode: read
// index: reference_subject
UNWIND $ids AS id
CALL {
  WITH id
  MATCH (fact:Reference {subject: id})
  WHERE fact.recorded_to IS NULL
  RETURN fact
  ORDER BY fact.start DESC, fact.fact_id
  LIMIT $most
}
RETURN id AS subject, fact {.*} AS fact
