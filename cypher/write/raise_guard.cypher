// name: write/raise_guard
// what: take the one lock that every write of facts takes first, and raise the graph version
// params: none
// returns: version
// mode: write
// index: guard_id
MATCH (guard:Guard {id: 'graph'})
SET guard.version = guard.version + 1
RETURN guard.version AS version
