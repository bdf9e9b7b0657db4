// name: read/described_subjects
// what: those of these subjects that a source has described
// params: ids
// returns: id
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (subject:Subject {id: id})
WHERE subject.fact_id IS NOT NULL
RETURN subject.id AS id
