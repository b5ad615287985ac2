"""What the equations and the networks do: the SIM task in NumPy and SciPy.

Every right-hand side here is written by hand from the paper, none is generated from `theory`: that the two agree is what
`verify` checks. Times of tied networks are on the printed clock W' = V(W), those of one layer on the loss clock.
"""
