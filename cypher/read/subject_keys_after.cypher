// name: read/subject_keys_after
// what: the keys of the next subjects after one, in order: for reading the whole graph in pages
// params: id, most
// returns: id
// mode: read
// index: subject_id
MATCH (subject:Subject)
WHERE subject.id > $id
RETURN subject.id AS id
ORDER BY id
LIMIT $most
