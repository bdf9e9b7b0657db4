// name: write/references_mark
// what: mark entries for reference: as ended in recorded time, or as told again; what is superseded stays as history
// params: rows
// returns: nothing
// mode: write
// index: reference_id
UNWIND $rows AS row
MATCH (fact:Reference {id: row.anchor})
WHERE fact.live_key = row.key
SET fact += row.properties
