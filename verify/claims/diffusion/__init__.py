"""Claims about the text-conditioned diffusion model: its exactly solvable part, and what trained ones do."""

#: The files, in the order of the theory.
FILES = ("bridge", "corner", "bridge_numerics", "trained", "shift", "sweep", "interventions", "images")
