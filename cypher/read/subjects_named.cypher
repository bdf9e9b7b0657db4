// name: read/subjects_named
// what: subjects with exactly this name, by id
// params: name, most
// returns: is_person, stored
// mode: read
// index: organization_name, person_name
MATCH (subject:Organization {name: $name})
RETURN false AS is_person, subject {.*} AS stored
ORDER BY stored.id
LIMIT $most
UNION ALL
MATCH (subject:Person {name: $name})
RETURN true AS is_person, subject {.*} AS stored
ORDER BY stored.id
LIMIT $most
