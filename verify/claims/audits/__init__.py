"""Claims about the tied model over random starts."""

#: The files, in the order of the theory.
FILES = ("figure5", "width", "separation", "descents")
