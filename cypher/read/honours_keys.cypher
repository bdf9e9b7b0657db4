// name: read/honours_keys
// what: the ids of all honours, repeated where several statements share one: for looking through them in pages
// params: none
// returns: id
// mode: read
// index: none
MATCH (fact:Honour)
RETURN fact.id AS id
