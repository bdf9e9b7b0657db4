// name: write/branches_unlink
// what: take away the link of branches to the company that they belonged to
// params: ids
// returns: nothing
// mode: write
// index: subject_id
UNWIND $ids AS id
MATCH (branch:Subject {id: id})-[link:BRANCH_OF]->()
DELETE link
