"""Claims that the total correlation falls along the integrated flow, and that learning times lie in their intervals."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.closed_form.delay import intervals, least_time, total_correlation
from numerics.flow.passages import first_passages_of_many
from verify.claim import Claim, Level
from verify.methods import Bounded, Points
from verify.methods.flows import exact_flow, random_definite

#: Errors of the integrated flow and of the quadrature, in units of F.
TOLERANCE = 1e-8
#: Nodes of the sum of -F' over the steps of a path.
NODES = 12


def _relative_noise(a: Any, W: Any, factor: float = 1.0) -> Any:
    """Return sum_i N_i / w_ii, shape (n,)."""
    weights = (a[:, None] + factor * a) * (1 - np.eye(len(a)))
    return np.sum(weights * W**2 / np.einsum("nii->ni", W)[:, :, None], axis=(1, 2))


def _along(rng: Generator, factor: float = 1.0, basis: bool = False) -> Points:
    """Hold F(t) against the integral of its slope and against F before, |w_ij|^2 against (1 - e^{-F(0)}) w_ii w_jj."""
    from numerics.task.quadrature import integral

    for size in range(2, 9):
        a, start = rng.uniform(0.3, 2.0, size), random_definite(size, 0.01, 0.9, rng)
        A = random_definite(size, 0.3, 2.0, rng) if basis else a
        path = exact_flow(start, A, 24.0)
        first = float(total_correlation(start))
        spent = integral(path, partial(_relative_noise, a, factor=factor))
        W = path.W(np.linspace(0, 24.0, 200))
        F = total_correlation(W)
        own = np.sqrt(np.einsum("nii->ni", W))
        most = np.max(np.abs(W / own[:, :, None] / own[:, None, :] - np.eye(size)) ** 2)
        errors = (abs(spent - first) / first, float(np.max(np.diff(F))) / first, float(most - (1 - np.exp(-first))))
        yield max(0.0, *errors), {"d": size, "F(0)": first, "integral of the noise": spent}


DIAGONAL_BASIS = Claim(
    id="delay.diagonal_basis",
    title=(
        r"For random $A = \operatorname{diag}(a) > 0$ and $0 < W(0) < I$, $d = 2 \ldots 8$, $F$ falls at 200 times to $t = 24$, "
        r"$\int \sum_i N_i/w_{ii}\, dt$ is $F(W(0)) = \ln(1/\det C_0)$, and $w_{ij}^2 \le (1 - \det C_0) w_{ii} w_{jj}$, to "
        "$10^{-8}$."
    ),
    source="new",
    method=Bounded(
        measure=_along,
        tolerance=TOLERANCE,
        what="The noise is integrated along the flow, and $F$ and the correlations are looked at on the way.",
        refuted_by="A start whose integral is another, or a time at which $F$ rises or a correlation is too large.",
        faults=(("2 a_i in place of a_i + a_k", {"factor": 0.0}), ("A is not diagonal", {"basis": True})),
    ),
    code=("numerics.closed_form.delay.total_correlation", "numerics.task.field.tied_field"),
    level=Level.STANDARD,
    depends_on=("delay.relative_noise", "delay.correlation_slope", "area_law.convergence"),
    corrects="delay.any_basis",
)

#: Starts at each of d = 2, ..., 8: 10,003 in all.
STARTS = 1429
#: Passages are known to a few 10^-7 of 1/a_k (a cubic between two steps); bounds are held to this.
PASSAGES = 1e-6


def random_starts(n: int, size: int, rng: Generator) -> tuple[Any, Any]:
    """Return rates (n, d), up to 1e3 apart and in any order, and starts of sizes 1e-6 to 1/10, positive definite, (n, d, d)."""
    U = rng.standard_normal((n, size, size + 2))
    W = U @ U.swapaxes(1, 2) / (size + 2) * 10 ** rng.uniform(-6, -1, n)[:, None, None]
    apart = 10 ** rng.uniform(0, 3, n)[:, None]
    a = apart ** -rng.random((n, size))
    a[:, :1], a[:, 1:2] = 1.0, 1 / apart
    return rng.permuted(a, axis=1), W


def _inside(rng: Generator, starts: int = STARTS, pace: float = 1.0, budget: float = 1.0, total: float = 2.0) -> Points:
    """Hold T_k against D_k and D_k + budget F/a_k, and the sum of 2 a_k (T_k - D_k) against total F, in units of 1/a_k."""
    worst = 0.0
    for size in range(2, 9):
        a, W = random_starts(starts, size, rng)
        T = first_passages_of_many(a, W, pace=pace)
        F, D = total_correlation(W), least_time(a, np.einsum("nii->ni", W))
        low, high = intervals(a, W)
        late = np.where(np.isfinite(D), 2 * a * (T - D), 0.0)
        outside = np.fmax(a * (low - T), a * (T - D - budget * (high - D)))
        over = np.sum(late, axis=1) - total * F
        worst = max(worst, float(np.max(np.sum(late, axis=1) / F)))
        for number in range(starts):
            error = max(0.0, float(np.nanmax(outside[number], initial=0.0)), float(over[number]))
            yield error, {"d": size, "a": a[number].tolist(), "T": T[number].tolist()}, {"largest_sum_in_F": worst}


INSIDE = Claim(
    id="delay.intervals",
    title=(
        r"For 10,003 random starts ($d = 2 \ldots 8$, rates up to $10^3$ apart, sizes $10^{-6}$ to $10^{-1}$), every first "
        r"passage lies in $[D_k, D_k + \ln(1/\det C_0)/a_k]$, to $10^{-6}/a_k$, and the sum of $2 a_k (T_k - D_k)$ is at most "
        r"$2 \ln(1/\det C_0)$."
    ),
    source="new",
    method=Bounded(
        measure=_inside,
        tolerance=PASSAGES,
        named="",
        what="All starts are integrated, each with its own steps, and the passages compared with the intervals of `predict`.",
        refuted_by="A start with a passage outside its interval, or a larger sum.",
        faults=(
            ("the flow 1% faster", {"starts": 40, "pace": 1.01}),
            ("the flow at half its speed", {"starts": 40, "pace": 0.5}),
            ("a third of the budget", {"starts": 40, "budget": 1 / 3}),
            ("half the sum", {"starts": 40, "total": 0.5}),
        ),
    ),
    code=(
        "numerics.closed_form.delay.intervals",
        "numerics.closed_form.delay.least_time",
        "numerics.flow.passages.first_passages_of_many",
        "numerics.task.field.tied_field_of_rates",
    ),
    level=Level.STANDARD,
    depends_on=("delay.budget",),
)
