"""Claims: the theory and the numerics held against each other, and what came of it."""
