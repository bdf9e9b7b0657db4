// name: read/subjects_named
// what: subjects with exactly this name, by id; then organisations that once had it, with the period
// params: name, most
// returns: is_person, stored, former
// mode: read
// index: organization_name, person_name, former_name_name
MATCH (subject:Organization {name: $name})
RETURN false AS is_person, subject {.*} AS stored, null AS former
ORDER BY stored.id
LIMIT $most
UNION ALL
MATCH (subject:Person {name: $name})
RETURN true AS is_person, subject {.*} AS stored, null AS former
ORDER BY stored.id
LIMIT $most
UNION ALL
MATCH (name:FormerName {name: $name})<-[:WAS_NAMED]-(subject:Organization)
WHERE name.recorded_to IS NULL
RETURN false AS is_person, subject {.*} AS stored, name {.name, .start, .end, .fact_id} AS former
ORDER BY stored.id, former.start
LIMIT $most
