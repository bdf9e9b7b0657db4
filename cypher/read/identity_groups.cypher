// name: read/identity_groups
// what: whoever is read otherwise than as stated among these, with all that are known under the same key
// params: ids
// returns: id, canonical, ruled_out
// mode: read
// index: identity_id, identity_canonical
UNWIND $ids AS key
MATCH (asked:Identity {id: key})
MATCH (member:Identity {canonical: asked.canonical})
RETURN DISTINCT member.id AS id, member.canonical AS canonical, member.ruled_out AS ruled_out
