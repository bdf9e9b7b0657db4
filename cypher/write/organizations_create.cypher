// name: write/organizations_create
// what: write new organizations; a stub carries only its id
// params: rows
// returns: nothing
// mode: write
// index: none
UNWIND $rows AS row
CREATE (node:Subject:Organization)
SET node = row
