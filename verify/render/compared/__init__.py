"""Trained networks held against a prediction, on the terminal and as pictures."""
