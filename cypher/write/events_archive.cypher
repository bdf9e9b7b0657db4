// name: write/events_archive
// what: keep the content that events had as a version of its own, with its recorded time ended
// params: ids, recorded_to
// returns: nothing
// mode: write
// index: event_id
UNWIND $ids AS id
MATCH (event:Event {id: id})
CREATE (version:FactVersion)
SET version = properties(event)
SET version.of = event.id, version.id = event.fact_id + '/' + toString(event.recorded_from) + '/' + toString($recorded_to),
  version.recorded_to = $recorded_to
