// name: read/digest_nodes
// what: every node that says something about the world or how it is read, for comparing two graphs
// params: none
// returns: labels, properties
// mode: read
// index: none
MATCH (node)
WHERE node:Subject OR node:Event OR node:FactVersion OR node:Source OR node:FormerName OR node:Licence OR node:Honour
  OR node:Reference OR node:GovernmentRecord OR node:Identity
RETURN labels(node) AS labels, node {.*} AS properties
