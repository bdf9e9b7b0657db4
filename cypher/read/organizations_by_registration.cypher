// name: read/organizations_by_registration
// what: the registered organisations with each of these registration numbers, at most so many each
// params: keys, most
// returns: place, id
// mode: read
// index: organization_registration_number
UNWIND $keys AS key
CALL {
  WITH key
  MATCH (organization:Organization {registration_number: key.value})
  WHERE organization.registrar IS NOT NULL
  RETURN organization.id AS id
  ORDER BY id
  LIMIT $most
}
RETURN key.place AS place, id
