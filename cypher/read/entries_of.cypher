// name: read/entries_of
// what: former names, licences and honours of these subjects as believed at a moment, the newest first, at most so many each
// params: ids, at, most
// returns: subject, label, fact
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
CALL {
  WITH subject
  MATCH (subject)-[:WAS_NAMED|LICENSED_AS|HONOURED_WITH]->(fact)
  WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at)
  RETURN fact
  ORDER BY fact.start DESC, fact.fact_id
  LIMIT $most
}
RETURN subject.id AS subject, labels(fact)[0] AS label, fact {.*} AS fact
