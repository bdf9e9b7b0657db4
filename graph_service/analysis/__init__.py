"""Look-through and linkage analysis over holdings and offices."""
