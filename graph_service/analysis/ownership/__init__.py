"""Look-through of ownership and control. Each measure is named by its meaning: from the same holdings they give different numbers.

``integrated``: equity, cycles included. ``path_products``: products over simple paths. ``control``: votes, as a least fixpoint.
``cascade``: from seeds, by a threshold. ``look_through`` puts them together under the definitions of a day; ``registry`` does the first and the
third for a whole register. All of it is pure: no clock, no store.
"""
