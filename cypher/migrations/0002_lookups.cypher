// Look-ups by what a person types in, and of history by the node that it belongs to.
CREATE INDEX organization_uscc IF NOT EXISTS FOR (n:Organization) ON (n.uscc);
CREATE INDEX organization_name IF NOT EXISTS FOR (n:Organization) ON (n.name);
CREATE INDEX person_name IF NOT EXISTS FOR (n:Person) ON (n.name);
CREATE INDEX event_document IF NOT EXISTS FOR (n:Event) ON (n.document);
CREATE INDEX fact_version_of IF NOT EXISTS FOR (n:FactVersion) ON (n.of);
