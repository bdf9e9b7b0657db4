// name: read/officers
// what: who holds or held an office in each of these firms, with their names, up to a bound
// params: ids, most
// returns: id, persons
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (firm:Subject {id: id})
CALL {
  WITH firm
  MATCH (firm)<-[link:HOLDS_ROLE]-(person:Person)
  WHERE link.recorded_to IS NULL
  WITH DISTINCT person
  LIMIT $most
  RETURN collect([person.id, person.name]) AS persons
}
RETURN id, persons
