"""Networks of free layers: two of any width and imbalance, and deep ones."""
