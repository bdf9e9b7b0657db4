// name: read/organizations_by_former_name
// what: the registered organisations that once bore each of these names by another load than besides, with the period, at most so many
// params: keys, most, besides
// returns: place, id, start, end (exclusive)
// mode: read
// index: former_name_name_key
UNWIND $keys AS key
CALL {
  WITH key
  MATCH (former:FormerName {name_key: key.value})<-[:WAS_NAMED]-(organization:Organization)
  WHERE former.recorded_to IS NULL AND former.load_id <> $besides
    AND organization.registrar IS NOT NULL AND (key.area IS NULL OR organization.area = key.area)
  RETURN organization.id AS id, former.start AS start, former.end AS end
  ORDER BY id, start
  LIMIT $most
}
RETURN key.place AS place, id, start, end
