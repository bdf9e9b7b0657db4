// Beside the graph lies an index of parts of names. What it has to read again stands here, by the version of the graph; and a graph
// that is built anew has another lineage, so that nobody takes equal numbers for equal graphs.
CREATE INDEX names_changed_version IF NOT EXISTS FOR (n:NamesChanged) ON (n.version);
MATCH (guard:Guard {id: 'graph'}) WHERE guard.lineage IS NULL SET guard.lineage = randomUUID();
// As in 0004: a type that two writers first use at once makes them collide on the embedded engine.
CREATE (change:NamesChanged {version: -1, subjects: ['type:subject']});
MATCH (change:NamesChanged {version: -1}) DETACH DELETE change;
