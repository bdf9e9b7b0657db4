// name: write/lock_organizations
// what: take the lock of each organisation whose legal representative changes
// params: ids
// returns: nothing
// mode: write
// index: subject_id
UNWIND $ids AS id
MATCH (organization:Subject {id: id})
SET organization.version = coalesce(organization.version, 0) + 1
