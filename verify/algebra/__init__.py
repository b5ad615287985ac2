"""SymPy expressions at work: compiled to numbers, drawn points, mutants, and a second engine of proof."""
