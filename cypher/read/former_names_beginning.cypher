// name: read/former_names_beginning
// what: the next organisations of which a former name, begins with a part that the present one has not, those that bore the whole name first (ranks 2 and 3)
// params: part, whole, rank, after, most
// returns: id, rank, former
// mode: read
// index: former_name_name_key
MATCH (name:FormerName)<-[:WAS_NAMED]-(subject:Organization)
WHERE name.name_key STARTS WITH $part AND name.recorded_to IS NULL AND NOT coalesce(subject.name_key, '') CONTAINS $part
WITH subject.id AS id, CASE WHEN name.name_key = $whole THEN 2 ELSE 3 END AS rank, name
ORDER BY id, rank, name.fact_id
WITH id, min(rank) AS rank, collect(name {.name, .start, .end, .fact_id})[0] AS former
WHERE rank > $rank OR (rank = $rank AND id > $after)
RETURN id, rank, former AS former
ORDER BY rank, id
LIMIT $most
