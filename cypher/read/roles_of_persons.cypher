// name: read/roles_of_persons
// what: every office that these persons hold or held, in any organisation
// params: ids, at
// returns: roles
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (person:Subject {id: id})
RETURN [(person)-[fact:HOLDS_ROLE]->() WHERE fact.recorded_from <= $at AND (fact.recorded_to IS NULL OR fact.recorded_to > $at) | fact {.person, .organization, .role, .start, .end, .registered_on, .title, .licence, .fact_id}] AS roles
