"""What a use case needs of a store (``ports``) and the adapters that give it (``graph``, ``ledger``)."""
