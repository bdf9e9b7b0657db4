// name: read/organizations_containing
// what: the next organisations whose name has a part further on (rank 4); reads every name
// params: part, rank, after, most
// returns: id, rank, former (null)
// mode: read
// index: none
MATCH (subject:Organization)
WHERE subject.name_key CONTAINS $part AND NOT subject.name_key STARTS WITH $part
WITH subject.id AS id, 4 AS rank
WHERE rank > $rank OR (rank = $rank AND id > $after)
RETURN id, rank, null AS former
ORDER BY rank, id
LIMIT $most
