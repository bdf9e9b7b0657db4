// name: write/government_records_close
// what: end the recorded time of records on authorities and civil servants; what is superseded stays as history
// params: rows, recorded_to
// returns: nothing
// mode: write
// index: government_record_id
UNWIND $rows AS row
MATCH (fact:GovernmentRecord {id: row.anchor})
WHERE fact.live_key = row.key
SET fact.recorded_to = $recorded_to, fact.live_key = null
