// name: write/branches_link
// what: link branches to the company that they belong to
// params: rows, shared
// returns: nothing
// mode: write
// index: subject_id
UNWIND $rows AS row
MATCH (branch:Subject {id: row.start})
MATCH (parent:Subject {id: row.end})
CREATE (branch)-[link:BRANCH_OF]->(parent)
SET link = $shared
SET link += row.properties
