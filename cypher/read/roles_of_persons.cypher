// name: read/roles_of_persons
// what: every office that these persons hold or held, in any organisation
// params: ids
// returns: roles
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (person:Subject {id: id})
RETURN [(person)-[fact:HOLDS_ROLE]->() WHERE fact.recorded_to IS NULL | fact {.person, .organization, .role, .start, .end, .registered_on, .title, .licence, .fact_id}] AS roles
