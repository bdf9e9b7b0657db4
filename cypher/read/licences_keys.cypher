// name: read/licences_keys
// what: the ids of all licences, repeated where several statements share one: for looking through them in pages
// params: none
// returns: id
// mode: read
// index: none
MATCH (fact:Licence)
RETURN fact.id AS id
