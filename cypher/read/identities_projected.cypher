// name: read/identities_projected
// what: the number of the last judgement that the projection shows
// params: none
// returns: seq
// mode: read
// index: projection_id
MATCH (projection:Projection {id: 'identities'})
RETURN projection.seq AS seq
