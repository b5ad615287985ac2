"""Claims about one start of Fig. 5."""

#: The files, in the order of the theory.
FILES = ("swing", "training")
