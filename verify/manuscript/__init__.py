"""Reading mathematics back from LaTeX: tokens, trees, their meaning, and whether it is what was verified."""
