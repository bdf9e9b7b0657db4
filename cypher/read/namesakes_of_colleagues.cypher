// name: read/namesakes_of_colleagues
// what: persons of the same name as each of these in the firms in which a colleague of theirs holds an office
// params: ids, most
// returns: id, other
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (person:Subject {id: id})
CALL {
  WITH person
  MATCH (person)-[own:HOLDS_ROLE]->(:Organization)<-[link:HOLDS_ROLE]-(colleague:Person)
  WHERE own.recorded_to IS NULL AND link.recorded_to IS NULL AND colleague.id <> person.id AND colleague.name <> person.name
  RETURN DISTINCT colleague
  LIMIT $most
}
CALL {
  WITH person, colleague
  MATCH (colleague)-[own:HOLDS_ROLE]->(:Organization)<-[link:HOLDS_ROLE|OWNS]-(other:Person)
  WHERE own.recorded_to IS NULL AND link.recorded_to IS NULL AND other.name = person.name AND other.id <> person.id
  RETURN DISTINCT other.id AS other
  LIMIT $most
}
RETURN DISTINCT id, other
