// name: read/honours_after
// what: the next ids of honours, in order, for going through all of them
// params: id, most
// returns: id
// mode: read
// index: honour_id
MATCH (fact:Honour)
WHERE fact.id > $id
RETURN DISTINCT fact.id AS id
ORDER BY id
LIMIT $most
