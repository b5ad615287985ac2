"""Flows, losses and iterates enclosed: the proofs in ball arithmetic, and everything that `certify` rests on.

    tube          one proved step and a run of them, with the proof;      given_data    starts and rates, points and boxes
    at_times      the state at a time or over a step;                     recurrence    discrete iterates
    field, series, majorant, log_norm                                     what a step is made of
    loss, pieces, one_layer, sign_pattern                                 losses, their slopes, and where these change sign
    outward                                                               balls as decimal strings

It imports NumPy and python-flint, and nothing of ours but itself: least of all `numerics.integers`, which proves the same again.
"""
