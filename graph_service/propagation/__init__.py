"""The one place where rules are applied to facts. Pure: no clock, no store, no network."""
