// name: read/persons_beginning
// what: the next persons whose name begins with a part, those that bear it as a whole first (ranks 0 and 1)
// params: part, whole, rank, after, most
// returns: id, rank, former (null)
// mode: read
// index: person_name
MATCH (subject:Person)
WHERE subject.name STARTS WITH $part
WITH subject.id AS id, CASE WHEN subject.name = $whole THEN 0 ELSE 1 END AS rank
WHERE rank > $rank OR (rank = $rank AND id > $after)
RETURN id, rank, null AS former
ORDER BY rank, id
LIMIT $most
