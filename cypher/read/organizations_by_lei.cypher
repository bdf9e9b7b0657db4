// name: read/organizations_by_lei
// what: the subject of each of these entries for reference that is believed now, at most so many each
// params: keys, most
// returns: place, id
// mode: read
// index: reference_id
UNWIND $keys AS key
CALL {
  WITH key
  MATCH (entry:Reference {id: key.value})
  WHERE entry.recorded_to IS NULL
  RETURN entry.subject AS id
  ORDER BY id
  LIMIT $most
}
RETURN key.place AS place, id
