// name: schema/indexes
// what: the indexes that the server keeps
// params: none
// returns: labels, properties
// mode: read
// index: none
SHOW INDEXES YIELD labelsOrTypes, properties
RETURN labelsOrTypes AS labels, properties
