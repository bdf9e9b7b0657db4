// name: write/honours_close
// what: end the recorded time of honours; what is superseded stays as history
// params: rows, recorded_to
// returns: nothing
// mode: write
// index: honour_id
UNWIND $rows AS row
MATCH (fact:Honour {id: row.anchor})
WHERE fact.live_key = row.key
SET fact.recorded_to = $recorded_to, fact.live_key = null
