"""Claims about Appendix D: for whom its assumptions hold."""

#: The files, in the order of the theory.
FILES = ("feasibility", "optimiser", "experiments")
