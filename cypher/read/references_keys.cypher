// name: read/references_keys
// what: the ids of all references, repeated where several statements share one: for looking through them in pages
// params: none
// returns: id
// mode: read
// index: none
MATCH (fact:Reference)
RETURN fact.id AS id
