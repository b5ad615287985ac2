"""Many settings at once: what is swept, in which notation, and the table of what comes of each.

Imports `numerics` (settings, predictions, simulations, maps over processes) and what that imports.
"""
