"""Claims about Appendix D: for whom its assumptions hold, and what is true of its lemmas."""

#: The files, in the order of the theory.
FILES = (
    "reduction", "feasibility", "optimiser", "experiments", "lemmas", "correlation", "closure",
    "witnesses", "turned", "iterates", "searched", "sampled",
)  # fmt: skip
