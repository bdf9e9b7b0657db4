// name: write/identities_remove
// what: take persons and masked subjects out of the projection
// params: ids
// returns: nothing
// mode: write
// index: identity_id
UNWIND $ids AS id
MATCH (identity:Identity {id: id})
DELETE identity
