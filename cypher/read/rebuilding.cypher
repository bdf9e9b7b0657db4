// name: read/rebuilding
// what: whether the graph is being built anew, and whether it holds anything that a source has told
// params: none
// returns: marked, holds_facts
// mode: read
// index: guard_id
MATCH (guard:Guard {id: 'graph'})
RETURN guard.rebuilding IS NOT NULL AS marked, EXISTS { MATCH (source:Source) } AS holds_facts
