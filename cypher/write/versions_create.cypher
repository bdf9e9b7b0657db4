// name: write/versions_create
// what: keep statements about nodes that something newer on record outranks, as versions that were never believed
// params: rows
// returns: nothing
// mode: write
// index: none
UNWIND $rows AS row
CREATE (version:FactVersion)
SET version = row
