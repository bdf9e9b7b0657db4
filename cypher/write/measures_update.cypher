// name: write/measures_update
// what: replace the content of measures whose event and subject stay; what the row leaves out is taken away
// params: rows
// returns: nothing
// mode: write
// index: measure_key
UNWIND $rows AS row
MATCH (measure:Measure {key: row.key})
SET measure = row
