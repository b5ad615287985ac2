"""Claims about one linear layer."""

#: The files, in the order of the theory.
FILES = ("flow", "learning")
