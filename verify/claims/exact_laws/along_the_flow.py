"""Claims that exact laws hold along the integrated tied flow: inertia, eigenvalues, determinants, the sum rule."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.closed_form.entries import logistic
from numerics.task.quadrature import integral
from verify.claim import Claim
from verify.claims.area_law.along_the_flow import TOLERANCE
from verify.methods import Bounded, Points
from verify.methods.flows import random_flows


def _inertia(rng: Generator, speed: float = 0.0) -> Points:
    """Compare the signs of the eigenvalues of W and I - W along the flow; `speed` moves W by a multiple of I, a fault."""
    for A, start, path in random_flows(rng, (0.1, 1.8), 2.0):
        one = np.eye(len(A))
        for time in np.linspace(0.1, 2.0, 20):
            now = path.W(time) - speed * time * one
            pairs = ((start, now), (one - start, one - now))
            counts = [[int(np.sum(np.linalg.eigvalsh(item) > 0)) for item in pair] for pair in pairs]
            where = {"d": len(A), "t": float(time), "positive eigenvalues of W and of I - W, before and after": counts}
            yield sum(abs(before - after) for before, after in counts), where


INERTIA = Claim(
    id="exact_laws.inertia",
    title=(
        "For random full $A$ and $W(0)$ (eigenvalues in $[.1, 1.8]$, $d = 2, 3, 5, 8, 16$), $W$ and $I - W$ keep their "
        "inertia at 20 times to $t = 2$."
    ),
    source="new",
    method=Bounded(
        measure=_inertia,
        tolerance=0.5,
        named="",
        what="The positive eigenvalues of $W$ and of $I - W$ are counted along the integrated flow.",
        refuted_by="A time at which a count has changed.",
        faults=(("W moved by -t/5 I", {"speed": 0.2}),),
    ),
    code=("numerics.task.field.tied_field",),
    depends_on=("exact_laws.congruence",),
)


#: Errors of the flow: a bound may be missed by this.
ROUNDING = 1e-10


def _eigenvalue_bounds(rng: Generator, slow: float = 1.0, fast: float = 1.0) -> Points:
    """Hold the extreme eigenvalues, which start below 1, against logistic curves at the rates slow a_min and fast a_max."""
    nearest = np.inf
    for A, start, path in random_flows(rng, (0.01, 0.6), 6.0):
        extremes, begins = np.linalg.eigvalsh(A)[[0, -1]], np.linalg.eigvalsh(start)[[0, -1]]
        last = begins
        for time in np.linspace(0.2, 6.0, 30):
            now = np.linalg.eigvalsh(path.W(time))[[0, -1]]
            low = float(logistic(slow * extremes[0], begins[0], time))
            high = float(logistic(fast * extremes[1], begins[1], time))
            room = min(now[0] - low, high - now[1], *(now - last), 1 - now[1])
            nearest, last = min(nearest, room), now
            where = {"d": len(A), "t": float(time), "least and greatest": now.tolist(), "bounds": [low, high]}
            yield max(0.0, -room), where, {"least_room": nearest}


EIGENVALUE_BOUNDS = Claim(
    id="exact_laws.eigenvalue_bounds",
    title=(
        "For random starts $0 < W(0) < I$ ($d = 2, 3, 5, 8, 16$), the least and the greatest eigenvalue rise towards 1, above "
        r"the logistic curve of $a_{\min}$ and below that of $a_{\max}$, at 30 times to $t = 6$, to $10^{-10}$."
    ),
    source="new",
    method=Bounded(
        measure=_eigenvalue_bounds,
        tolerance=ROUNDING,
        named="",
        what=(
            "The extreme eigenvalues along the integrated flow are held against both curves, against 1 and against the "
            "time before."
        ),
        refuted_by="A time at which one is past its curve, past 1 or falls.",
        faults=(("1.5 a_min", {"slow": 1.5}), ("a_max / 2", {"fast": 0.5})),
    ),
    code=("numerics.task.field.tied_field",),
    depends_on=("exact_laws.eigenvalue_comparison",),
)


def _determinants(rng: Generator, factor: float = 2.0, inverted: bool = False) -> Points:
    """Compare det W / det(I - W) at t = 1 with exp(factor t tr A) times its start, in units of itself."""
    for A, start, path in random_flows(rng, (0.05, 0.7), 1.0):
        logs = [_log_ratio(W, inverted=inverted) for W in (start, path.W(1.0))]
        yield abs(np.expm1(logs[1] - logs[0] - factor * np.trace(A))), {"d": len(A)}


def _log_ratio(W: Any, *, inverted: bool) -> float:
    ratio = np.linalg.slogdet(W)[1] - np.linalg.slogdet(np.eye(len(W)) - W)[1]
    return float(-ratio if inverted else ratio)


DETERMINANTS = Claim(
    id="exact_laws.determinant_ratio",
    title=(
        r"For random full $A$ and $0 < W(0) < I$ in $d = 2, 3, 5, 8, 16$, $\det W/\det(I - W)$ at $t = 1$ is "
        r"$e^{2 \operatorname{tr} A}$ times its start, to $10^{-9}$."
    ),
    source="new",
    method=Bounded(
        measure=_determinants,
        tolerance=TOLERANCE,
        what="Both determinants are computed along the integrated flow; the relative error of their ratio is at most 1e-9.",
        refuted_by="A start for which the ratio is off by more than 1e-9 of itself.",
        faults=(("e^(tr A)", {"factor": 1.0}), ("the ratio upside down", {"inverted": True})),
    ),
    code=("numerics.flow.taylor.integrate_tied_taylor",),
    depends_on=("exact_laws.determinant_slope", "exact_laws.ratio_slope", "engines.flows"),
)


def _generator_trace(A: Any, W: Any) -> Any:
    """Return tr A(I - W), shape (n,)."""
    return np.trace(A) - np.sum(A * W, axis=(1, 2))


def _sum_rule(rng: Generator, factor: float = 0.5, diagonal: bool = False) -> Points:
    """Compare the integral of tr A(I - W) to t = 20 with 1/2 sum_k ln(1/c_k), c_k the squared diagonal of Cholesky's factor."""
    for A, start, path in random_flows(rng, (0.02, 1.5), 20.0, rates=(1.0, 2.5)):
        found = integral(path, partial(_generator_trace, A))
        pivots = np.diag(start) if diagonal else np.diag(np.linalg.cholesky(start)) ** 2
        stated = factor * float(np.sum(np.log(1 / pivots)))
        yield abs(found - stated) / abs(stated), {"d": len(A), "integral": found, "from the pivots": stated}


SUM_RULE = Claim(
    id="exact_laws.sum_rule",
    title=(
        r"For random full $A > 0$ and $W(0) > 0$ in $d = 2, 3, 5, 8, 16$, the integral of $\operatorname{tr}(A (I - W))$ to "
        r"$t = 20$ is $\tfrac12 \sum_k \ln(1/c_k)$, $c_k$ the pivots of $W(0)$, to $10^{-9}$."
    ),
    source="new",
    method=Bounded(
        measure=_sum_rule,
        tolerance=TOLERANCE,
        what=(
            "The integral along the flow (what is left after $t = 20$ is below rounding) is compared with the pivots of $W(0)$."
        ),
        refuted_by="A start for which they differ by more than 1e-9 of the sum.",
        faults=(("1 in place of 1/2", {"factor": 1.0}), ("diagonal entries in place of pivots", {"diagonal": True})),
    ),
    code=("numerics.task.quadrature.integral",),
    depends_on=("exact_laws.determinant_slope", "exact_laws.elimination_step", "exact_laws.sum_rule_slope", "engines.flows"),
)
