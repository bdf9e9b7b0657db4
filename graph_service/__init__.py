"""Graph-based credit relationship and linkage analysis: who is reached by a decision, and why."""

__version__ = "0.1.0"
