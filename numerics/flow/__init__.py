"""The flows integrated and iterated in floats: paths, what happens along them, many starts at once.

Imports `numerics.task` only.
"""
