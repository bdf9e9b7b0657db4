// name: read/organizations_by_name
// what: the organisations that bear each of these names in its area now, at most so many each
// params: keys, most
// returns: place, id
// mode: read
// index: organization_name_key
UNWIND $keys AS key
CALL {
  WITH key
  MATCH (organization:Organization {name_key: key.value, area: key.area})
  RETURN organization.id AS id
  ORDER BY id
  LIMIT $most
}
RETURN key.place AS place, id
