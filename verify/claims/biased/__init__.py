"""Claims about one layer with biases."""

#: The files, in the order of the theory.
FILES = ("solution", "rates")
