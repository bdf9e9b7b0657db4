// name: write/names_mark
// what: mark former names of organisations: as ended in recorded time, or as told again; what is superseded stays as history
// params: rows
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (anchor:Subject {id: row.anchor})-[:WAS_NAMED]->(fact:FormerName)
WHERE fact.live_key = row.key
SET fact += row.properties
