// name: read/bearers
// what: the persons of exactly each of these names, at most so many of each
// params: names, most
// returns: name, ids
// mode: read
// index: person_name
UNWIND $names AS name
CALL {
  WITH name
  MATCH (person:Person {name: name})
  RETURN person.id AS id
  ORDER BY id
  LIMIT $most
}
RETURN name, collect(id) AS ids
