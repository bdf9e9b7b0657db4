"""Evasion patterns and groups: pure functions over frames of facts and outcomes. What they find are leads: nobody is punished for them.

``world`` reads what they ask for; ``decisions``, ``persons`` and ``groups`` hold one function a pattern, ``finding`` names them by id.
"""
