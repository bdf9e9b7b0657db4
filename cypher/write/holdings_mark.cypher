// name: write/holdings_mark
// what: mark holdings in organisations: as ended in recorded time, or as told again; what is superseded stays as history
// params: rows
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (anchor:Subject {id: row.anchor})<-[fact:OWNS]-()
WHERE fact.live_key = row.key
SET fact += row.properties
