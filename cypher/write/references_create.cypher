// name: write/references_create
// what: write new entries for reference; they hang on nothing, so that no path through the graph leads to them
// params: rows, shared
// returns: nothing
// mode: write
// index: none
UNWIND $rows AS row
CREATE (fact:Reference)
SET fact = $shared
SET fact += row.properties
