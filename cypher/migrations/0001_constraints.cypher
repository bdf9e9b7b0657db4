// One key, one node: without these, two writers create the same person twice.
CREATE CONSTRAINT subject_id IF NOT EXISTS FOR (n:Subject) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT organization_id IF NOT EXISTS FOR (n:Organization) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT person_id IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT event_id IF NOT EXISTS FOR (n:Event) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT source_id IF NOT EXISTS FOR (n:Source) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT guard_id IF NOT EXISTS FOR (n:Guard) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT migration_id IF NOT EXISTS FOR (n:Migration) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT fact_version_id IF NOT EXISTS FOR (n:FactVersion) REQUIRE n.id IS UNIQUE;
// At most one believed fact for a key: a superseded one gives its live_key up.
CREATE CONSTRAINT holds_role_key IF NOT EXISTS FOR ()-[r:HOLDS_ROLE]-() REQUIRE r.live_key IS UNIQUE;
CREATE CONSTRAINT owns_key IF NOT EXISTS FOR ()-[r:OWNS]-() REQUIRE r.live_key IS UNIQUE;
CREATE CONSTRAINT finding_on_key IF NOT EXISTS FOR ()-[r:FINDING_ON]-() REQUIRE r.live_key IS UNIQUE;
CREATE CONSTRAINT sanctions_key IF NOT EXISTS FOR ()-[r:SANCTIONS]-() REQUIRE r.live_key IS UNIQUE;
CREATE CONSTRAINT names_key IF NOT EXISTS FOR ()-[r:NAMES]-() REQUIRE r.live_key IS UNIQUE;
CREATE CONSTRAINT may_be_key IF NOT EXISTS FOR ()-[r:MAY_BE]-() REQUIRE r.live_key IS UNIQUE;
CREATE CONSTRAINT has_participant_key IF NOT EXISTS FOR ()-[r:HAS_PARTICIPANT]-() REQUIRE r.live_key IS UNIQUE;
