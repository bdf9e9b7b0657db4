// name: write/licences_close
// what: end the recorded time of licences and certificates; what is superseded stays as history
// params: rows, recorded_to
// returns: nothing
// mode: write
// index: licence_id
UNWIND $rows AS row
MATCH (fact:Licence {id: row.anchor})
WHERE fact.live_key = row.key
SET fact.recorded_to = $recorded_to, fact.live_key = null
