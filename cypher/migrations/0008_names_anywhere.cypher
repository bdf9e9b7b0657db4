// Files name organisations without saying where they are registered: the key of a name alone must find them.
CREATE INDEX organization_name_key_alone IF NOT EXISTS FOR (n:Organization) ON (n.name_key);
