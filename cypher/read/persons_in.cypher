// name: read/persons_in
// what: persons who hold or held an office or a share in an organisation, in order
// params: id, most
// returns: id
// mode: read
// index: subject_id
MATCH (organization:Subject {id: $id})<-[link:HOLDS_ROLE|OWNS]-(person:Person)
WHERE link.recorded_to IS NULL
RETURN DISTINCT person.id AS id
ORDER BY id
LIMIT $most
