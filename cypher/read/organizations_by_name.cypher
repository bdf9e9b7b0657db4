// name: read/organizations_by_name
// what: the registered organisations that bear each of these names now, in its area if it has one, at most so many each
// params: keys, most
// returns: place, id
// mode: read
// index: organization_name_key_alone
UNWIND $keys AS key
CALL {
  WITH key
  MATCH (organization:Organization {name_key: key.value})
  WHERE organization.registrar IS NOT NULL AND (key.area IS NULL OR organization.area = key.area)
  RETURN organization.id AS id
  ORDER BY id
  LIMIT $most
}
RETURN key.place AS place, id
