"""The second proof, in Python integers: everything that `check` rests on.

    flow            tied network: polynomial, exact defect, error;        linear    one layer
    signs           where the test loss falls and rises;                  semidefinite    whether a start is U U^T

It imports the standard library, and nothing of ours but itself: a fault of python-flint, NumPy or `numerics.enclosure` is not
its fault.
"""
