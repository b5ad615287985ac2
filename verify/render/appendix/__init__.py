"""Appendix D of the paper in words: each statement, what became of it, and how far the paper's experiments are from it."""
