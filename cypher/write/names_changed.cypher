// name: write/names_changed
// what: say of which subjects a name may be another one from this version of the graph on
// params: subjects
// returns: nothing
// mode: write
// index: guard_id
MATCH (guard:Guard {id: 'graph'})
CREATE (:NamesChanged {version: guard.version, subjects: $subjects})
