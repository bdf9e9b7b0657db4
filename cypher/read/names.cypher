// name: read/names
// what: the present name of every subject that has one; reads them all
// params: none
// returns: id, is_person, name
// mode: read
// index: none
MATCH (subject:Subject)
WHERE subject.name IS NOT NULL
RETURN subject.id AS id, subject:Person AS is_person, subject.name AS name
