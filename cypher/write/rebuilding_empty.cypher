// name: write/rebuilding_empty
// what: take some nodes away from a graph that is being built anew, and from no other
// params: most
// returns: gone
// mode: write
// index: guard_id
MATCH (guard:Guard {id: 'graph'})
WHERE guard.rebuilding IS NOT NULL
MATCH (node)
WHERE NOT node:Migration AND NOT node:Guard
WITH node
LIMIT $most
DETACH DELETE node
RETURN count(*) AS gone
