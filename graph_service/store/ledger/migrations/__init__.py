"""Steps that bring a ledger database to the schema of this version."""
