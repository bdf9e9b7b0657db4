// name: write/subjects_archive
// what: keep the content that subjects had as a version of its own, with its recorded time ended
// params: ids, recorded_to
// returns: nothing
// mode: write
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
CREATE (version:FactVersion)
SET version = properties(subject)
SET version.of = subject.id, version.id = subject.fact_id + '/' + toString(subject.recorded_from) + '/' + toString($recorded_to),
  version.recorded_to = $recorded_to
