// The embedded engine makes a type when a combination of labels or a relationship is first used, and two writers doing so at
// once collide. So each is used here once, and taken away again.
MERGE (organization:Subject:Organization {id: 'type:organization'})
MERGE (person:Subject:Person {id: 'type:person'})
MERGE (event:Event {id: 'type:event'})
MERGE (version:FactVersion {id: 'type:version'})
MERGE (source:Source {id: 'type:source'})
MERGE (person)-[:HOLDS_ROLE]->(organization)
MERGE (person)-[:OWNS]->(organization)
MERGE (organization)-[:BRANCH_OF]->(organization)
MERGE (event)-[:AGAINST]->(organization)
MERGE (event)-[:COMMISSIONED_BY]->(organization)
MERGE (event)-[:FINDING_ON]->(person)
MERGE (event)-[:SANCTIONS]->(person)
MERGE (event)-[:NAMES]->(person)
MERGE (event)-[:MAY_BE]->(person)
MERGE (event)-[:HAS_PARTICIPANT]->(organization);
MATCH (node) WHERE node.id STARTS WITH 'type:' DETACH DELETE node;
