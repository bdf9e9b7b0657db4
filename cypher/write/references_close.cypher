// name: write/references_close
// what: end the recorded time of entries for reference; what is superseded stays as history
// params: rows, recorded_to
// returns: nothing
// mode: write
// index: reference_id
UNWIND $rows AS row
MATCH (fact:Reference {id: row.anchor})
WHERE fact.live_key = row.key
SET fact.recorded_to = $recorded_to, fact.live_key = null
