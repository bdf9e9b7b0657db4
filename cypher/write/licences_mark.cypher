// name: write/licences_mark
// what: mark licences and certificates: as ended in recorded time, or as told again; what is superseded stays as history
// params: rows
// returns: nothing
// mode: write
// index: licence_id
UNWIND $rows AS row
MATCH (fact:Licence {id: row.anchor})
WHERE fact.live_key = row.key
SET fact += row.properties
