"""Claims proved by enclosure."""

#: The files, in the order of the theory.
FILES = ("swing_by", "rise_exponent", "box", "figure10", "appendix_d")
