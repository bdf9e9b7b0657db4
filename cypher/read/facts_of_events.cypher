// name: read/facts_of_events
// what: events with everything that is stated in them, and the subjects that they lead to
// params: ids, at
// returns: event, findings, sanctions, namings, candidates, participants, parents
// mode: read
// index: event_id
UNWIND $ids AS id
MATCH (event:Event {id: id})
RETURN event {.id, .kind, .category, .subject, .violation_start, .violation_end, .decision_date, .listing_date, .publication_date, .filing_date, .order_date, .judgment_effective_date, .completion_date, .sentence_served_date, .probation_end_date, .bid_date, .performed_date, .removed_date, .annulled_date, .correction_date, .term_years, .lifetime, .underlying_basis, .debt_large, .evidence_against_lr, .severity, .accident_level, .sentence, .reason, .performance, .industry, .client, .office, .document, .fact_id, .recorded_from} AS event,
  [(event)-[fact:FINDING_ON]->() WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at) | fact {.event, .person, .liability, .found, .document, .fact_id}] AS findings,
  [(event)-[fact:SANCTIONS]->() WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at) | fact {.event, .person, .decision_date, .years, .lifetime, .fact_id}] AS sanctions,
  [(event)-[fact:NAMES]->() WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at) | fact {.event, .person, .how, .fact_id}] AS namings,
  [(event)-[fact:MAY_BE]->() WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at) | fact {.event, .person, .compatible, .fact_id}] AS candidates,
  [(event)-[fact:HAS_PARTICIPANT]->() WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at) | fact {.event, .organization, .fact_id}] AS participants,
  [(event)-[:AGAINST]->()-[:BRANCH_OF]->(parent) | parent.id] AS parents
