"""Claims about a full second moment: the flows do not depend on the basis, and what the angle of two means does to the rise."""

#: The files, in the order of the theory.
FILES = ("identities", "two_means")
