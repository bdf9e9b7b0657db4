// name: read/organizations_beginning
// what: the next organisations whose name begins with a part, those that bear the whole name first (ranks 0 and 1)
// params: part, whole, rank, after, most
// returns: id, rank, former (null)
// mode: read
// index: organization_name_key_alone
MATCH (subject:Organization)
WHERE subject.name_key STARTS WITH $part
WITH subject.id AS id, CASE WHEN subject.name_key = $whole THEN 0 ELSE 1 END AS rank
WHERE rank > $rank OR (rank = $rank AND id > $after)
RETURN id, rank, null AS former
ORDER BY rank, id
LIMIT $most
