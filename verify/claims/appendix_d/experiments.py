"""The claim that the assumptions of Appendix D hold in no experiment of the paper on the identity task."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np

from verify.claim import Claim, Evidence, Result
from verify.methods import Computation

#: Starts of each run of the tied model: W(0) = U U^T, U as the figure draws it, by the seeds 0, 1, ...
SEEDS = 10


def _none_is_covered(power: int = 0) -> Result:
    """Return whether D.5 fails in all tied runs; W(0) smaller by 10^power is a fault."""
    from numerics.assumptions import assumptions
    from numerics.networks.protocols import protocols
    from numerics.networks.tied import rates

    runs = [*protocols("printed"), *protocols("coded")]
    tied = [run for run in runs if run.architecture.kind == "tied"]
    covered, nearest = [], inf
    for run in tied:
        a = [Fraction(float(rate)) for rate in rates(run)]
        eta = Fraction(str(run.optimiser.rate))
        for seed in range(SEEDS):
            U = run.initialisation.scale * np.random.default_rng(seed).random((len(a), len(a)))
            W0 = [[Fraction(float(entry)) / 10**power for entry in row] for row in U @ U.T]
            found = assumptions(a, W0, eta)
            nearest = min(nearest, found.orders["D.5"])
            if found.orders["D.5"] == 0:
                covered.append(f"figure {run.figure}, {run.form}, seed {seed}")
    measures = {"tied_runs": float(len(tied)), "other_runs": float(len(runs) - len(tied)), "least_orders": nearest}
    return Result.of(not covered, len(tied) * SEEDS, measures, {"covered": ", ".join(covered[:3])})


NO_EXPERIMENT = Claim(
    id="appendix_d.no_experiment",
    title=(
        r"Of the paper's figures on the identity task, as printed and as coded, those of the tied model (5, 8, 9, 10, 17, 18) "
        rf"break D.5 from each of {SEEDS} random starts, whatever the constants; the others train networks that are not tied, "
        "of which Appendix D does not speak."
    ),
    source="new; arXiv 2410.08309v2, Assumptions D.1 to D.5 and figures, as transcribed",
    method=Computation(
        check=lambda rng: _none_is_covered(),
        evidence=Evidence.NUMERICAL,
        what="The best constants of each run are computed from its rates, its start and its step.",
        refuted_by="A run and a start for which D.5 holds with some constants that D.4 allows.",
        faults=(("W(0) smaller by 200 orders", lambda rng: _none_is_covered(power=200)),),
    ),
    code=("numerics.assumptions.assumptions", "numerics.networks.protocols.protocols"),
    depends_on=("appendix_d.scale", "appendix_d.rises"),
)
