"""Solutions of the flows by hand: entries, stages, rank one, biases, the swing-by, and how far off they are.

Imports `numerics.task` only.
"""
