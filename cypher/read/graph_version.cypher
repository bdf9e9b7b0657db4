// name: read/graph_version
// what: the number that every write of facts raises
// params: none
// returns: version
// mode: read
// index: guard_id
MATCH (guard:Guard {id: 'graph'})
RETURN guard.version AS version
