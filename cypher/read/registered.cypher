// name: read/registered
// what: capital, legal representatives, first and last day, status and address of organisations, as the register states them
// params: ids
// returns: id, capital_fen, representative (named beside the organisation), representatives (name, start, end of each office), founded, closed, status, address
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (organization:Subject {id: id})
RETURN organization.id AS id, organization.capital_fen AS capital_fen, organization.representative AS representative,
  [(organization)<-[fact:HOLDS_ROLE {role: 'legal_representative'}]-(person) WHERE fact.recorded_to IS NULL | {name: person.name, start: fact.start, end: fact.end}] AS representatives,
  organization.founded AS founded, organization.closed AS closed, organization.status AS status, organization.address AS address
