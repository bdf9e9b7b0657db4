// name: write/subjects_update
// what: replace the content of subjects; a null takes a property away
// params: rows
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (subject:Subject {id: row.id})
SET subject += row.properties
