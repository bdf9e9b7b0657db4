// name: write/rebuilding_begin
// what: mark the graph as being built anew, which makes it another one
// params: none
// returns: nothing
// mode: write
// index: guard_id
MATCH (guard:Guard {id: 'graph'})
SET guard.rebuilding = true, guard.lineage = randomUUID()
