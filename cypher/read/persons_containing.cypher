// name: read/persons_containing
// what: the next persons whose name has a part further on (rank 4); reads every name
// params: part, rank, after, most
// returns: id, rank, former (null)
// mode: read
// index: none
MATCH (subject:Person)
WHERE subject.name CONTAINS $part AND NOT subject.name STARTS WITH $part
WITH subject.id AS id, 4 AS rank
WHERE rank > $rank OR (rank = $rank AND id > $after)
RETURN id, rank, null AS former
ORDER BY rank, id
LIMIT $most
