"""Claims about figures of trained networks."""

#: The files, in the order of the theory.
FILES = ("compositions", "epochs", "trajectories", "training_losses", "variations")
