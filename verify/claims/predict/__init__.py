"""Claims about `swingby predict`."""

#: The files, in the order of the theory.
FILES = ("errors", "curves", "figures")
