// name: read/identities
// what: the whole projection of the judgements on identity
// params: none
// returns: id, canonical, ruled_out
// mode: read
// index: none
MATCH (identity:Identity)
RETURN identity.id AS id, identity.canonical AS canonical, identity.ruled_out AS ruled_out
