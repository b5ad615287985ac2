"""Claims about the error budget of a trained tied network."""

#: The files, in the order of the theory.
FILES = ("parts", "orders")
