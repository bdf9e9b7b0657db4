// What the ledger says is shown as measures: one node a key, found by its event.
CREATE CONSTRAINT measure_key IF NOT EXISTS FOR (n:Measure) REQUIRE n.key IS UNIQUE;
CREATE INDEX measure_event IF NOT EXISTS FOR (n:Measure) ON (n.event);
// A lock of its own: a measure is no fact, so writing one must not raise the graph version.
MERGE (guard:Guard {id: 'measures'}) ON CREATE SET guard.version = 0;
// As in 0004: each type is used once here, and taken away again.
MERGE (measure:Measure {key: 'type:measure'})
MERGE (event:Event {id: 'type:event'})
MERGE (organization:Subject:Organization {id: 'type:organization'})
MERGE (measure)-[:RESTS_ON]->(event)
MERGE (measure)-[:AGAINST]->(organization);
MATCH (measure:Measure {key: 'type:measure'}) DETACH DELETE measure;
MATCH (event:Event {id: 'type:event'}) DETACH DELETE event;
MATCH (organization:Organization {id: 'type:organization'}) DETACH DELETE organization;
