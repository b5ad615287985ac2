"""Claims about the total correlation of the concepts and the delay it allows to learning."""

#: The files, in the order of the theory.
FILES = ("identities", "along_the_flow")
