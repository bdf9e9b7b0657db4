// name: read/government_records_after
// what: the next ids of records on authorities and civil servants, in order, for going through all of them
// params: id, most
// returns: id
// mode: read
// index: government_record_id
MATCH (fact:GovernmentRecord)
WHERE fact.id > $id
RETURN DISTINCT fact.id AS id
ORDER BY id
LIMIT $most
