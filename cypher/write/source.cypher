// name: write/source
// what: record the load that facts name, once
// params: source
// returns: nothing
// mode: write
// index: source_id
MERGE (source:Source {id: $source.id})
ON CREATE SET source = $source
