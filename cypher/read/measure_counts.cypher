// name: read/measure_counts
// what: how many measures there are, by event and run
// params: none
// returns: event, run, measures
// mode: read
// index: none
MATCH (measure:Measure)
RETURN measure.event AS event, measure.run AS run, count(*) AS measures
