// name: schema/applied
// what: the migrations applied so far
// params: none
// returns: id
// mode: read
// index: migration_id
MATCH (migration:Migration)
RETURN migration.id AS id
ORDER BY id
