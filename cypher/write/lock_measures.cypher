// name: write/lock_measures
// what: take the one lock that every write of measures takes first; the graph version, which facts raise, stays as it is
// params: none
// returns: nothing
// mode: write
// index: guard_id
MATCH (guard:Guard {id: 'measures'})
SET guard.version = guard.version + 1
