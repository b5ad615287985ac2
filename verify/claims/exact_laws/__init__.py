"""Claims about exact laws of the tied flow."""

#: The files, in the order of the theory.
FILES = ("identities", "along_the_flow")
