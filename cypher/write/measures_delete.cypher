// name: write/measures_delete
// what: take away measures that the ledger no longer names, with their ties
// params: keys
// returns: nothing
// mode: write
// index: measure_key
UNWIND $keys AS key
MATCH (measure:Measure {key: key})
DETACH DELETE measure
