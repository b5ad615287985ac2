"""Flows, losses and iterates enclosed in ball arithmetic: all that `certify` rests on.

    tube           one proved step, and a run of them, read at a time or over a part of a step; the method and its proof
    given_data     starts and rates: points with a radius asked for, boxes
    recurrence     discrete iterates, definite or indefinite
    field, series, majorant, log_norm         what a step is made of
    pieces, one_layer, sign_pattern           the test loss, its slope, and where that changes sign
    outward        balls as decimal strings

Imports NumPy and python-flint, and nothing of ours but itself: least of all `numerics.integers`, which proves the same again.
"""
