// name: read/namesakes_near
// what: persons of the same name as each of these in the firms in which it holds an office or a share
// params: ids, most
// returns: id, other
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (person:Subject {id: id})
CALL {
  WITH person
  MATCH (person)-[own:HOLDS_ROLE|OWNS]->(:Organization)<-[link:HOLDS_ROLE|OWNS]-(other:Person)
  WHERE own.recorded_to IS NULL AND link.recorded_to IS NULL AND other.name = person.name AND other.id <> person.id
  RETURN DISTINCT other.id AS other
  LIMIT $most
}
RETURN id, other
