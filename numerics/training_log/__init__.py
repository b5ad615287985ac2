"""A training log held against the theory: what is recorded, how it was trained, what the theory says of it, and the verdict.

Imports `numerics.task`, `numerics.closed_form`, `numerics.flow`, `numerics.model`, `numerics.networks` and files of `numerics`.
"""
