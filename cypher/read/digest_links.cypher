// name: read/digest_links
// what: every relationship that says something about the world, for comparing two graphs; the ties of measures are the ledger's
// params: none
// returns: kind, properties, start, end
// mode: read
// index: none
MATCH (start)-[link]->(end)
WHERE NOT start:Measure
RETURN type(link) AS kind, link {.*} AS properties, start.id AS start, end.id AS end
