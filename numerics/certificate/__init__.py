"""Proofs about one setting as small JSON objects: written by `certify` with enclosures, proved again by `check` with integers.

`certify` imports `numerics.enclosure`, `check` imports `numerics.integers`; the two share only a certificate's form and words.
"""
