// name: read/references_after
// what: the next ids of entries for reference, in order, for going through all of them
// params: id, most
// returns: id
// mode: read
// index: reference_id
MATCH (fact:Reference)
WHERE fact.id > $id
RETURN DISTINCT fact.id AS id
ORDER BY id
LIMIT $most
