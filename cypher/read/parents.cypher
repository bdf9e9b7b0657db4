// name: read/parents
// what: the company of a branch
// params: id
// returns: id
// mode: read
// index: subject_id
MATCH (branch:Subject {id: $id})-[:BRANCH_OF]->(parent:Subject)
RETURN parent.id AS id
