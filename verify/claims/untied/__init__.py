"""Claims about two layers with free weights: their flow, learning times from a pivot matrix, minor entries and the rise."""

#: The files, in the order of the theory.
FILES = ("flow", "stages", "entries", "simulated", "certified", "areas", "errors")
