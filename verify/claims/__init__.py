"""The claims: the first word of an id is the file or the folder of the claim, `x.y` in `x.py` or in a file of `x/`.

A folder names its own files, in the order of the theory, in its `FILES`.
"""

#: The chapters in their order, in the ledger, the document and the report: a heading, and the first words of its ids.
CHAPTERS = {
    "The task": ("task", "empirical", "sampling"),
    "One layer": ("one_layer",),
    "When the test loss of one layer only falls": ("monotone",),
    "One layer trained on minibatches": ("minibatch",),
    "One layer with biases": ("biased",),
    "Clocks": ("clocks",),
    "Two layers, tied weights": ("two_layer",),
    "Two ways of integrating": ("engines",),
    "The area law": ("area_law",),
    "Exact laws": ("exact_laws",),
    "Total correlation and delay": ("delay",),
    "Which test losses never rise": ("ordered",),
    "Two concepts, every start": ("two_concepts",),
    "Equal rates": ("isotropic",),
    "Starts of rank one": ("rank_one",),
    "Minor entries": ("minor_entries",),
    "Pivots": ("pivots",),
    "The swing-by at $d = 2$": ("swing_by",),
    "Two layers, free weights": ("untied",),
    "More layers": ("deep",),
    "A full second moment": ("correlated",),
    "Figure 5": ("figure5",),
    "Theorems by enclosure": ("certified",),
    "Appendix D: for whom its assumptions hold": ("appendix_d",),
    "Errors of predictions": ("predict",),
    "The numerics against the theory": ("numerics",),
    "Trained networks": ("networks",),
    "Random starts of the tied model": ("audits",),
    "Further figures": ("figures",),
    "Where the error of a trained network comes from": ("budget",),
    "The diffusion model": ("diffusion",),
}
