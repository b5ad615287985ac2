"""Claims about networks trained on samples."""

#: The files, in the order of the theory.
FILES = ("one_layer", "tied", "untied", "deep", "relu")
