// name: read/organizations_by_former_name
// what: the organisations that once bore each of these names and are registered in its area, with the period, at most so many each
// params: keys, most
// returns: place, id, start, end (exclusive)
// mode: read
// index: former_name_name_key
UNWIND $keys AS key
CALL {
  WITH key
  MATCH (former:FormerName {name_key: key.value})<-[:WAS_NAMED]-(organization:Organization)
  WHERE former.recorded_to IS NULL AND organization.area = key.area
  RETURN organization.id AS id, former.start AS start, former.end AS end
  ORDER BY id, start
  LIMIT $most
}
RETURN key.place AS place, id, start, end
