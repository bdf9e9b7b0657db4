// name: write/government_records_create
// what: write new records on authorities and civil servants; they hang on nothing, so that no path through the graph leads to them
// params: rows, shared
// returns: nothing
// mode: write
// index: none
UNWIND $rows AS row
CREATE (fact:GovernmentRecord)
SET fact = $shared
SET fact += row.properties
