"""The task and its model in numbers: data, rates, fields, losses, clocks, paths, exact numbers and elimination.

Imports nothing of ours but itself.
"""
