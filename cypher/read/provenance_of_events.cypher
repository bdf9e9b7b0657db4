// name: read/provenance_of_events
// what: where what is or was believed about events comes from
// params: ids
// returns: fact
// mode: read
// index: event_id, fact_version_of
UNWIND $ids AS id
MATCH (event:Event {id: id})
RETURN event {.*} AS fact
UNION ALL
UNWIND $ids AS id
MATCH (version:FactVersion {of: id})
RETURN version {.*} AS fact
