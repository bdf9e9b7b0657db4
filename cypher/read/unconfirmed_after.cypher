// name: read/unconfirmed_after
// what: the keys of the next persons after one whose identity rests on a name alone, in order
// params: id, most
// returns: id
// mode: read
// index: person_id
MATCH (person:Person)
WHERE person.id > $id AND person.confirmed = false
RETURN person.id AS id
ORDER BY id
LIMIT $most
