// name: read/facts_of_organizations
// what: organisations with every office and holding ever held in them
// params: ids, at
// returns: roles, holdings
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (organization:Subject {id: id})
RETURN [(organization)<-[fact:HOLDS_ROLE]-() WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at) | fact {.person, .organization, .role, .start, .end, .registered_on, .title, .licence, .fact_id}] AS roles,
  [(organization)<-[fact:OWNS]-() WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at) | fact {.holder, .organization, .share, .share_min, .share_max, .start, .end, .fact_id}] AS holdings
