// name: write/government_records_mark
// what: mark records on authorities and civil servants: as ended in recorded time, or as told again; what is superseded stays as history
// params: rows
// returns: nothing
// mode: write
// index: government_record_id
UNWIND $rows AS row
MATCH (fact:GovernmentRecord {id: row.anchor})
WHERE fact.live_key = row.key
SET fact += row.properties
