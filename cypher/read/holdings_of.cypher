// name: read/holdings_of
// what: the holdings of these holders on a day, as believed at a moment, so many at most
// params: ids, on, at, most
// returns: fact
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (holder:Subject {id: id})-[fact:OWNS]->()
WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at)
  AND (fact.start IS NULL OR fact.start <= $on) AND (fact.end IS NULL OR fact.end > $on)
RETURN fact {.holder, .organization, .share, .share_min, .share_max, .start, .end, .fact_id} AS fact
ORDER BY fact.organization, fact.holder, fact.fact_id
LIMIT $most
