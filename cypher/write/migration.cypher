// name: write/migration
// what: record that a migration is applied
// params: id
// returns: nothing
// mode: write
// index: migration_id
MERGE (:Migration {id: $id})
