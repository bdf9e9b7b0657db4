// name: read/names_changed
// what: the subjects of which a name may be another one than at a version of the graph
// params: version
// returns: subjects
// mode: read
// index: names_changed_version
MATCH (change:NamesChanged)
WHERE change.version > $version
RETURN change.subjects AS subjects
