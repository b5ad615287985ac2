"""The claim that the assumptions of Appendix D hold in no experiment of the paper on the identity task."""

from __future__ import annotations

from fractions import Fraction
from math import inf, isfinite

import numpy as np

from verify.claim import Claim, Evidence, Result
from verify.methods import Computation

#: Starts of each run of the tied model: W(0) = U U^T, U as the figure draws it, by the seeds 0, 1, ...
SEEDS = 10
#: The figures of the tied model, and the others that show networks on the identity task; 1, 4 and 19 are drawings, 6 is of the
#: diffusion model.
TIED = frozenset({"5", "8", "9", "10", "17", "18"})
OTHERS = frozenset({"2a", "2b", "2c", "3", "7", "11", "12", "13", "14", "15", "16"})
#: All assumptions, and those that every run breaks.
ASSUMPTIONS = ("D.1", "D.2", "D.3", "D.4", "D.5")
BROKEN = ("D.2", "D.4", "D.5")


def _none_is_covered(power: int = 0, step: int = 1, left_out: str = "") -> Result:
    """Return whether D.2, D.4 and D.5 fail in all tied runs; W(0), or eta, smaller, and a figure left out, are faults."""
    from numerics.assumptions import assumptions
    from numerics.networks.protocols import protocols
    from numerics.networks.tied import rates

    runs = [run for form in ("printed", "coded") for run in protocols(form) if run.figure != left_out]
    tied = [run for run in runs if run.architecture.kind == "tied"]
    least: dict[str, float] = {}
    breaking: dict[str, set[tuple[str, str]]] = {name: set() for name in ASSUMPTIONS}
    covered = []
    for run in tied:
        a = [Fraction(float(rate)) for rate in rates(run)]
        eta = Fraction(str(run.optimiser.rate)) / step
        for seed in range(SEEDS):
            U = run.initialisation.scale * np.random.default_rng(seed).random((len(a), len(a)))
            W0 = [[Fraction(float(entry)) / 10**power for entry in row] for row in U @ U.T]
            orders = assumptions(a, W0, eta).orders
            for name in ASSUMPTIONS:
                breaking[name] |= {(run.figure, run.form)} if orders[name] else set()
            for name in BROKEN:
                key = f"figure{run.figure}_{run.form}_{name.replace('.', '')}"
                least[key] = min(least.get(key, inf), orders[name])
            covered += [f"figure {run.figure}, {run.form}, seed {seed}"] * (not all(orders[name] for name in BROKEN))
    nearest = {name: value for name, value in least.items() if name.endswith("D5")}
    figures = {run.figure for run in tied}, {run.figure for run in runs} - {run.figure for run in tied}
    measures = {
        "tied_runs": float(len(tied)),
        "other_runs": float(len(runs) - len(tied)),
        "at_every_scale": float(sum(not isfinite(value) for value in nearest.values())),
        "least_orders": min(nearest.values()),
        **{f"runs_breaking_{name.replace('.', '')}": float(len(broken)) for name, broken in breaking.items()},
        **{name: value for name, value in least.items() if isfinite(value)},
    }
    where = {"covered": ", ".join(covered[:3]) or "none", "figures": ", ".join(sorted(figures[0] | figures[1]))}
    return Result.of(not covered and figures == (set(TIED), set(OTHERS)), len(tied) * SEEDS, measures, where)


NO_EXPERIMENT = Claim(
    id="appendix_d.no_experiment",
    title=(
        "Of the paper's figures on the identity task (all but the drawings 1, 4 and 19, and 6 of the diffusion model), as "
        r"printed and as coded, those of the tied model (5, 8, 9, 10, 17, 18) break each of D.2, D.4 and D.5 from each of "
        rf"{SEEDS} random starts, whatever the constants; the others train networks that are not tied, of which Appendix D does "
        "not speak."
    ),
    source="new; arXiv 2410.08309v2, Assumptions D.1 to D.5 and figures, as transcribed",
    method=Computation(
        check=lambda rng: _none_is_covered(),
        evidence=Evidence.NUMERICAL,
        what="The best constants of each run are computed from its rates, its start and its step.",
        refuted_by="A run and a start for which D.2, D.4 or D.5 holds with some constants, or a figure that was not looked at.",
        faults=(
            ("W(0) smaller by 200 orders", lambda rng: _none_is_covered(power=200)),
            ("steps a hundredth as long", lambda rng: _none_is_covered(step=100)),
            ("Fig. 10 left out", lambda rng: _none_is_covered(left_out="10")),
        ),
    ),
    code=("numerics.assumptions.assumptions", "numerics.networks.protocols.protocols"),
    depends_on=("appendix_d.scale", "appendix_d.rises"),
)
