// name: read/government_records_keys
// what: the ids of all government records, repeated where several statements share one: for looking through them in pages
// params: none
// returns: id
// mode: read
// index: none
MATCH (fact:GovernmentRecord)
RETURN fact.id AS id
