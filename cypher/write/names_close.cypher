// name: write/names_close
// what: end the recorded time of former names of organisations; what is superseded stays as history
// params: rows, recorded_to
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (anchor:Subject {id: row.anchor})-[:WAS_NAMED]->(fact:FormerName)
WHERE fact.live_key = row.key
SET fact.recorded_to = coalesce(fact.recorded_to, $recorded_to), fact.live_key = null
