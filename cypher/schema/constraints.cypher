// name: schema/constraints
// what: the constraints that the server keeps
// params: none
// returns: name
// mode: read
// index: none
SHOW CONSTRAINTS YIELD name
RETURN name
