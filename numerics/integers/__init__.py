"""The second proof, in Python integers: all that `check` rests on.

    flow            the tied network: polynomial, exact defect, error
    layers          two free layers, by the same proof
    linear          one layer
    signs           where the test loss falls and rises
    semidefinite    whether a start is U U^T

Imports the standard library, and nothing of ours but itself: a fault of python-flint, of NumPy or of `numerics.enclosure` is
not shared.
"""
