"""Claims that pivots set the timescales of learning, and of the starts and rates where something else does."""

#: The files, in the order of the theory.
FILES = ("stages", "orders", "elsewhere")
