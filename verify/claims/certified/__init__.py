"""Claims proved by enclosure."""

#: The files, in the order of the theory.
FILES = ("fields", "swing_by", "rise_exponent", "box", "figure10", "appendix_d")
