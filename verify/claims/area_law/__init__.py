"""Claims about the area law."""

#: The files, in the order of the theory.
FILES = ("identities", "along_the_flow")
