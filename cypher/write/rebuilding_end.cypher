// name: write/rebuilding_end
// what: say that the graph is whole
// params: none
// returns: nothing
// mode: write
// index: guard_id
MATCH (guard:Guard {id: 'graph'})
REMOVE guard.rebuilding
