"""Claims about two layers with tied weights."""

#: The files, in the order of the theory.
FILES = ("flow", "structure", "major_entries", "finite_steps", "bounds")
