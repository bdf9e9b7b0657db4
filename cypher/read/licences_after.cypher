// name: read/licences_after
// what: the next ids of licences and certificates, in order, for going through all of them
// params: id, most
// returns: id
// mode: read
// index: licence_id
MATCH (fact:Licence)
WHERE fact.id > $id
RETURN DISTINCT fact.id AS id
ORDER BY id
LIMIT $most
