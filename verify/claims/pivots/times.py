"""Claims about when concepts are learned: pivot times against measured ones, and the diagonal that does not do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation

if TYPE_CHECKING:
    from numpy.random import Generator

#: Pivot times must be within this part of the measured ones, at omega <= 1e-8 and neighbouring rates 1.25 apart.
TIME_TOLERANCE = 0.01


def random_start(d: int, omega: float, rng: Generator) -> Any:
    """Return omega M for a random positive definite M."""
    B = rng.standard_normal((d, 2 * d))
    return omega * B @ B.T / (2 * d)


def crossing_times(rng: Generator, starts: int = 5, ratio: float = 1.25, diagonal: bool = False, shift: float = 0.0) -> Result:
    """Return whether pivot times are within TIME_TOLERANCE of the measured crossings of 1/2."""
    from numerics.closed_form import learning_time
    from numerics.setting import Setting
    from numerics.simulate import simulate
    from numerics.trajectory import pivots

    worst, where = 0.0, {}
    for d in (2, 3, 5, 8):
        for _ in range(starts):
            omega = 10.0 ** rng.uniform(-12, -8)
            a, W0 = ratio ** -np.arange(d), random_start(d, omega, rng)
            predicted = learning_time(a, np.diag(W0) if diagonal else pivots(W0))
            measured = simulate(Setting("tied", a, W0, np.ones(d))).learning_times
            error = float(np.max(np.abs(predicted / measured - 1))) + shift
            if error > worst:
                worst, where = error, {"d": d, "omega": omega, "predicted": predicted.tolist(), "measured": measured.tolist()}
    measures = {"largest_relative_error": worst}
    if worst <= TIME_TOLERANCE:
        return Result(Outcome.VERIFIED, 4 * starts, measures)
    return Result(Outcome.REFUTED, 4 * starts, measures, where)


def _crossings(level: Level, suffix: str, starts: int) -> Claim:
    return Claim(
        id=f"pivots.crossing_times{suffix}",
        title=(
            f"Pivot times are within 1% of the measured crossings of 1/2: {4 * starts} random starts, $d = 2, 3, 5, 8$, "
            r"$\omega$ from $10^{-12}$ to $10^{-8}$, neighbouring rates 1.25 apart."
        ),
        source="new",
        method=Computation(
            check=lambda rng: crossing_times(rng, starts),
            evidence=Evidence.NUMERICAL,
            what="The flow is integrated from each start and its first passages through 1/2 are found by bisection.",
            refuted_by="One start with a crossing more than 1% from ln((1-c_k)/c_k)/(2a_k).",
            faults=(
                ("the diagonal of W(0) in place of pivots", lambda rng: crossing_times(rng, starts, diagonal=True)),
                ("off by ten times the tolerance", lambda rng: crossing_times(rng, 1, shift=10 * TIME_TOLERANCE)),
            ),
        ),
        code=("numerics.closed_form.learning_time", "numerics.trajectory.pivots"),
        depends_on=("pivots.as_minors",),
        level=level,
    )


CROSSINGS = _crossings(Level.QUICK, "", 1)

CROSSINGS_MANY = _crossings(Level.STANDARD, "_many", 25)

#: Correlations of the d = 6 example below: every pair .9.
CORRELATED = 0.9


def diagonal_times(correlation: float = CORRELATED, pivot: bool = False) -> Result:
    """Return by how much the times from the diagonal of W(0) miss the measured ones, d = 6, omega = 1e-4."""
    from numerics.closed_form import learning_time
    from numerics.setting import Setting
    from numerics.simulate import simulate
    from numerics.trajectory import pivots

    a, omega = 1.5 ** -np.arange(6), 1e-4
    W0 = omega * (correlation * np.ones((6, 6)) + (1 - correlation) * np.eye(6))
    predicted = learning_time(a, pivots(W0) if pivot else np.diag(W0))
    measured = simulate(Setting("tied", a, W0, np.ones(6))).learning_times
    error = np.abs(predicted - measured)
    measures = {"largest_error": float(np.max(error)), "largest_relative_error": float(np.max(error / measured))}
    if measures["largest_relative_error"] <= TIME_TOLERANCE:
        return Result(Outcome.VERIFIED, 6, measures)
    return Result(Outcome.REFUTED, 6, measures, {"predicted": predicted.tolist(), "measured": measured.tolist()})


DIAGONAL = Claim(
    id="pivots.diagonal_times",
    title=(
        r"The diagonal of $W(0)$ in place of the pivots gives the learning times within 1% ($d = 6$, $\omega = 10^{-4}$, "
        "correlations .9)."
    ),
    source="new; the logistic learning times read beyond diagonal starts",
    method=Computation(
        check=lambda rng: diagonal_times(),
        evidence=Evidence.NUMERICAL,
        what="The flow is integrated and its crossings of 1/2 are compared with ln((1-w_kk(0))/w_kk(0))/(2a_k).",
        refuted_by="A crossing more than 1% off.",
        faults=(("diagonal start", lambda rng: diagonal_times(correlation=0.0)),),
        faulty=Outcome.VERIFIED,
    ),
    expected=Outcome.REFUTED,
    corrected_by="pivots.diagonal_start",
    reason=(
        "What a stronger direction has in common with a weaker one is suppressed once it is learned; the pivot is what is left."
    ),
    code=("numerics.closed_form.learning_time",),
)

DIAGONAL_CORRECTED = Claim(
    id="pivots.diagonal_start",
    title="The pivots give the learning times of the same start within 1%.",
    source="new",
    method=Computation(
        check=lambda rng: diagonal_times(pivot=True),
        evidence=Evidence.NUMERICAL,
        what="The flow is integrated and its crossings of 1/2 are compared with ln((1-c_k)/c_k)/(2a_k).",
        refuted_by="A crossing more than 1% off.",
        faults=(("the diagonal of W(0)", lambda rng: diagonal_times()),),
    ),
    corrects="pivots.diagonal_times",
    depends_on=("pivots.as_minors",),
    code=("numerics.closed_form.learning_time", "numerics.trajectory.pivots"),
)
