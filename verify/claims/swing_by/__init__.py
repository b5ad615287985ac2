"""Claims about the swing-by at d = 2."""

#: The files, in the order of the theory.
FILES = ("rise", "closed_form", "simulated")
