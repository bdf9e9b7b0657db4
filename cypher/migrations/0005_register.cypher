// What is kept of subjects beside the facts that rules are applied to: former names, licences, honours, and two kinds of records
// that hang on nothing. And the keys by which files name an organisation that they give no unified code for.
CREATE CONSTRAINT former_name_key IF NOT EXISTS FOR (n:FormerName) REQUIRE n.live_key IS UNIQUE;
CREATE CONSTRAINT licence_key IF NOT EXISTS FOR (n:Licence) REQUIRE n.live_key IS UNIQUE;
CREATE CONSTRAINT honour_key IF NOT EXISTS FOR (n:Honour) REQUIRE n.live_key IS UNIQUE;
CREATE CONSTRAINT reference_key IF NOT EXISTS FOR (n:Reference) REQUIRE n.live_key IS UNIQUE;
CREATE CONSTRAINT government_record_key IF NOT EXISTS FOR (n:GovernmentRecord) REQUIRE n.live_key IS UNIQUE;
CREATE INDEX licence_id IF NOT EXISTS FOR (n:Licence) ON (n.id);
CREATE INDEX honour_id IF NOT EXISTS FOR (n:Honour) ON (n.id);
CREATE INDEX reference_id IF NOT EXISTS FOR (n:Reference) ON (n.id);
CREATE INDEX reference_subject IF NOT EXISTS FOR (n:Reference) ON (n.subject);
CREATE INDEX government_record_id IF NOT EXISTS FOR (n:GovernmentRecord) ON (n.id);
CREATE INDEX former_name_name IF NOT EXISTS FOR (n:FormerName) ON (n.name);
CREATE INDEX former_name_name_key IF NOT EXISTS FOR (n:FormerName) ON (n.name_key);
CREATE INDEX organization_organization_code IF NOT EXISTS FOR (n:Organization) ON (n.organization_code);
CREATE INDEX organization_registration_number IF NOT EXISTS FOR (n:Organization) ON (n.registration_number);
CREATE INDEX organization_name_key IF NOT EXISTS FOR (n:Organization) ON (n.name_key, n.area);
// As in 0004: a type that two writers first use at once makes them collide on the embedded engine.
MERGE (organization:Subject:Organization {id: 'type:organization'})
MERGE (name:FormerName {live_key: 'type:name'})
MERGE (licence:Licence {live_key: 'type:licence'})
MERGE (honour:Honour {live_key: 'type:honour'})
MERGE (reference:Reference {live_key: 'type:reference'})
MERGE (record:GovernmentRecord {live_key: 'type:record'})
MERGE (organization)-[:WAS_NAMED]->(name)
MERGE (organization)-[:LICENSED_AS]->(licence)
MERGE (organization)-[:HONOURED_WITH]->(honour);
MATCH (organization:Organization {id: 'type:organization'}) DETACH DELETE organization;
MATCH (name:FormerName {live_key: 'type:name'}) DETACH DELETE name;
MATCH (licence:Licence {live_key: 'type:licence'}) DETACH DELETE licence;
MATCH (honour:Honour {live_key: 'type:honour'}) DETACH DELETE honour;
MATCH (reference:Reference {live_key: 'type:reference'}) DETACH DELETE reference;
MATCH (record:GovernmentRecord {live_key: 'type:record'}) DETACH DELETE record;
