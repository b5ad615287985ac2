"""Claims that the hand-written numerics are what the theory derives."""

#: The files, in the order of the theory.
FILES = ("closed_forms", "twins", "task")
