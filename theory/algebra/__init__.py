"""The engines of the theory: equations with their domains, letters, LaTeX, and proofs by words and by indices."""
