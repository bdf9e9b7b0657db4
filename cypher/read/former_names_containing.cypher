// name: read/former_names_containing
// what: the next organisations of which a former name, has a part further on and neither the present one has it nor another begins with it (rank 5); reads every former name
// params: part, rank, after, most
// returns: id, rank, former
// mode: read
// index: none
MATCH (name:FormerName)<-[:WAS_NAMED]-(subject:Organization)
WHERE name.name_key CONTAINS $part AND NOT name.name_key STARTS WITH $part AND name.recorded_to IS NULL AND NOT coalesce(subject.name_key, '') CONTAINS $part
  AND NOT EXISTS { MATCH (subject)-[:WAS_NAMED]->(other:FormerName) WHERE other.recorded_to IS NULL AND other.name_key STARTS WITH $part }
WITH subject.id AS id, 5 AS rank, name
ORDER BY id, name.fact_id
WITH id, rank, collect(name {.name, .start, .end, .fact_id})[0] AS former
WHERE rank > $rank OR (rank = $rank AND id > $after)
RETURN id, rank, former AS former
ORDER BY rank, id
LIMIT $most
