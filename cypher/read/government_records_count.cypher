// name: read/government_records_count
// what: how many records on authorities and civil servants are believed now; nobody may look at them yet
// params: none
// returns: count
// mode: read
// index: none
MATCH (fact:GovernmentRecord)
WHERE fact.recorded_to IS NULL
RETURN count(fact) AS count
