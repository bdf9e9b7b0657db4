"""Frozen values of the domain: identifiers, intervals, facts, outcomes. Pure; imports nothing of ours but errors."""
