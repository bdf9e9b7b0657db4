// name: read/same_address
// what: organisations that state the very same address as each of these now, at most so many each
// params: ids, most
// returns: id, other, address
// mode: read
// index: subject_id, organization_address
UNWIND $ids AS id
MATCH (subject:Organization {id: id})
WHERE subject.address IS NOT NULL
CALL {
  WITH subject
  MATCH (other:Organization {address: subject.address})
  WHERE other.id <> subject.id
  RETURN other.id AS other
  ORDER BY other
  LIMIT $most
}
RETURN id, other, subject.address AS address
