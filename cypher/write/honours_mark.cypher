// name: write/honours_mark
// what: mark honours: as ended in recorded time, or as told again; what is superseded stays as history
// params: rows
// returns: nothing
// mode: write
// index: honour_id
UNWIND $rows AS row
MATCH (fact:Honour {id: row.anchor})
WHERE fact.live_key = row.key
SET fact += row.properties
