// name: write/persons_create
// what: write new persons; a stub carries only its id
// params: rows
// returns: nothing
// mode: write
// index: none
UNWIND $rows AS row
CREATE (node:Subject:Person)
SET node = row
