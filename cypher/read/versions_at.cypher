// name: read/versions_at
// what: what was believed of some nodes at a moment, where that is another content than now
// params: ids, at
// returns: version (all properties)
// mode: read
// index: fact_version_of
UNWIND $ids AS id
MATCH (version:FactVersion {of: id})
WHERE version.recorded_from <= $at AND version.recorded_to > $at
RETURN version {.*} AS version
