// name: read/digest_links
// what: every relationship, for comparing two graphs
// params: none
// returns: kind, properties, start, end
// mode: read
// index: none
MATCH (start)-[link]->(end)
RETURN type(link) AS kind, link {.*} AS properties, start.id AS start, end.id AS end
