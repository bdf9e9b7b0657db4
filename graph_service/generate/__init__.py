"""A synthetic registry of any size in the layouts that the loaders read, and the truth about every row that is wrong in it.

Nobody and no firm in it exists. The same seed gives the same bytes. Nothing here reads what the loaders do: what they must answer is
said beside the files (``truth.jsonl``), so that a test can hold one against the other.
"""
