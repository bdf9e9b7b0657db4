// name: read/provenance_of_subjects
// what: where what is or was believed about subjects comes from
// params: ids
// returns: fact
// mode: read
// index: subject_id, fact_version_of
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
RETURN subject {.*} AS fact
UNION ALL
UNWIND $ids AS id
MATCH (version:FactVersion {of: id})
RETURN version {.*} AS fact
