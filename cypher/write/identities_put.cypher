// name: write/identities_put
// what: say in the projection how persons and masked subjects are read
// params: rows
// returns: nothing
// mode: write
// index: identity_id
UNWIND $rows AS row
MERGE (identity:Identity {id: row.id})
SET identity.canonical = row.canonical, identity.ruled_out = row.ruled_out
