// name: write/begin_versions
// what: let the graph's version be at least that of the graph from which it was filled
// params: version
// returns: nothing
// mode: write
// index: guard_id
MATCH (guard:Guard {id: 'graph'})
WHERE guard.version < $version
SET guard.version = $version
