// Firms that state the very same address are found from one of them.
CREATE INDEX organization_address IF NOT EXISTS FOR (n:Organization) ON (n.address);
