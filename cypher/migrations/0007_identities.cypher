// Who is read otherwise than as stated: a projection of the ledger's judgements on identity, one node for each key.
CREATE CONSTRAINT identity_id IF NOT EXISTS FOR (n:Identity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT projection_id IF NOT EXISTS FOR (n:Projection) REQUIRE n.id IS UNIQUE;
CREATE INDEX identity_canonical IF NOT EXISTS FOR (n:Identity) ON (n.canonical);
// Two writers that first use a label at once collide on the embedded engine: each is used here once, and taken away again.
MERGE (identity:Identity {id: 'type:identity'}) SET identity.canonical = 'type:identity', identity.ruled_out = ['type:identity']
MERGE (projection:Projection {id: 'type:projection'}) SET projection.seq = 0;
MATCH (node) WHERE node.id STARTS WITH 'type:' DETACH DELETE node;
