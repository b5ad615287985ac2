"""Claims about networks of L layers."""

#: The files, in the order of the theory.
FILES = ("identities", "along_the_flow")
