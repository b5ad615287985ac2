"""Claims about two concepts from every start, and what of it fails at three."""

#: The files, in the order of the theory.
FILES = ("identities", "along_the_flow")
