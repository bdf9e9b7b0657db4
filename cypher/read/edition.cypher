// name: read/edition
// what: which graph this is (another one once it is built anew), and the number that every write of facts raises
// params: none
// returns: lineage, version
// mode: read
// index: guard_id
MATCH (guard:Guard {id: 'graph'})
RETURN guard.lineage AS lineage, guard.version AS version
