// name: read/organizations_by_code
// what: the registered organisations with each of these organisation codes, at most so many each
// params: keys, most
// returns: place, id
// mode: read
// index: organization_organization_code
UNWIND $keys AS key
CALL {
  WITH key
  MATCH (organization:Organization {organization_code: key.value})
  WHERE organization.registrar IS NOT NULL
  RETURN organization.id AS id
  ORDER BY id
  LIMIT $most
}
RETURN key.place AS place, id
