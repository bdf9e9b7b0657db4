// name: read/ties_of_persons
// what: offices and holdings of persons with the names of the firms, and numbers of their licences
// params: ids
// returns: id, offices, holdings, licences
// mode: read
// index: subject_id
UNWIND $ids AS id
MATCH (person:Person {id: id})
RETURN id,
  [(person)-[fact:HOLDS_ROLE]->(firm) WHERE fact.recorded_to IS NULL | [firm.id, firm.name, fact.fact_id, fact.role, fact.start, fact.end, fact.licence]] AS offices,
  [(person)-[fact:OWNS]->(firm) WHERE fact.recorded_to IS NULL | [firm.id, firm.name]] AS holdings,
  [(person)-[:LICENSED_AS]->(licence) WHERE licence.recorded_to IS NULL AND licence.number IS NOT NULL | licence.number] AS licences
