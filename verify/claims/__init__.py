"""The claims, one file a subject, each file in the order of the theory."""

#: The order in which the files appear in the ledger.
ORDER = (
    "task",
    "empirical",
    "one_layer",
    "monotone",
    "biased",
    "clocks",
    "two_layer",
    "structure",
    "major_entries",
    "finite_steps",
    "bounds",
    "engines",
    "area_law",
    "exact_laws",
    "figure5",
    "numerics",
)
