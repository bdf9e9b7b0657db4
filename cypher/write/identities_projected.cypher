// name: write/identities_projected
// what: say which judgement the projection shows last
// params: seq
// returns: nothing
// mode: write
// index: projection_id
MERGE (projection:Projection {id: 'identities'})
SET projection.seq = $seq
