// name: read/subject_keys
// what: the key of every subject, those that are only named too: for reading the whole graph in pages
// params: none
// returns: id
// mode: read
// index: none
MATCH (subject:Subject)
RETURN subject.id AS id
