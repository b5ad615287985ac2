"""The claims, one file a subject, each file in the order of the theory."""

#: The order in which the files appear in the ledger.
ORDER = ("task", "one_layer", "clocks", "two_layer", "major_entries", "finite_steps", "figure5", "numerics")
