// The guard: every write of facts raises its version before it reads or writes anything else.
MERGE (guard:Guard {id: 'graph'}) ON CREATE SET guard.version = 0;
