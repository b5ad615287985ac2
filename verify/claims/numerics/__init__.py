"""Claims that the hand-written numerics are what the theory derives."""

#: The files, in the order of the theory.
FILES = ("minor_entries", "exact_forms", "swing_by", "twins", "task")
