"""Claims about where the pivots do not hold, at equal rates and in the Riccati equation; and what is uniform in the rates."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.closed_form.stages import compose
from numerics.closed_form.uniform import uniform
from numerics.task.loss import test_loss
from theory import isotropic
from verify.claim import Claim, Level, Outcome
from verify.claims.numerics.closed_forms import EXACT_TOLERANCE
from verify.methods import Bounded, Identity, Points, equality

EQUAL_RATES = equality(
    "pivots.equal_rates",
    "At equal rates ($d = 2$) the composition holds for the first direction: $w_{11}$ is the logistic from $w_{11}(0)$.",
    isotropic.first_entry_of_the_composition,
    source="new; the composition outside its hypotheses",
    method=Identity(counterexample={"w_11": "1/2", "w_12": "1/4", "w_22": "1/2", "x": "2"}, left="22/35", right="2/3"),
    expected=Outcome.REFUTED,
    depends_on=("isotropic.solution",),
    corrected_by="pivots.equal_rates_first",
    reason="Both directions are learned together, and each takes the other's share: neither is first.",
)

EQUAL_RATES_FIRST = equality(
    "pivots.equal_rates_first",
    (
        r"At equal rates $w_{11}$ is the logistic from $w_{11}(0) - (w_{12}(0)^2/w_{22}(0)) (1 - 1/\phi_2)$, "
        r"$\phi_2 = 1 + w_{22}(0) (e^{2 a t} - 1)$."
    ),
    isotropic.first_entry,
    corrects="pivots.equal_rates",
    depends_on=("isotropic.solution",),
    level=Level.STANDARD,
)

EQUAL_RATES_SECOND = equality(
    "pivots.equal_rates_second",
    "At equal rates the composition's $w_{22}$, with its Schur complement as a function of time, is exact.",
    isotropic.second_entry_of_the_composition,
    depends_on=("isotropic.solution",),
    level=Level.STANDARD,
)


UNIFORM_AT_EQUAL_RATES = equality(
    "pivots.uniform_at_equal_rates",
    (
        "The solution uniform in the rates, in which each direction is taken out of all others in turn, solves the flow at equal "
        "rates: it is $W(0) x (I + W(0) (x - 1))^{-1}$, $x = e^{2 a t}$ ($d = 2$)."
    ),
    partial(isotropic.uniform_at_equal_rates, 2),
    depends_on=("isotropic.solution",),
    level=Level.STANDARD,
)

UNIFORM_AT_FIRST = equality(
    "pivots.uniform_at_first",
    r"At $t = 0$ the solution uniform in the rates has the slope $V(W(0))$, for any rates and any $W(0) > 0$ ($d = 2, 3$).",
    partial(isotropic.uniform_at_first, 2),
    partial(isotropic.uniform_at_first, 3),
    depends_on=("two_layer.entry_form_by_indices",),
    level=Level.STANDARD,
)

#: The test loss of the solution uniform in the rates is off by at most this part of that at the start.
UNIFORM_TOLERANCE = 0.05


def uniform_errors(rng: Generator, cases: int = 60, solution: Callable[..., Any] = uniform) -> Points:
    """Compare the test loss with that of the integrated flow: d = 2 to 5, ratios from 1.001 to 3, omega from 1e-8 to 1e-3."""
    from numerics.flow.integrate import integrate_factored

    for _ in range(cases):
        d, omega = int(rng.integers(2, 6)), 10.0 ** rng.uniform(-8, -3)
        ratios = 1 + 10.0 ** rng.uniform(-3, np.log10(2), d - 1)
        a = np.cumprod(np.append(1.0, 1 / ratios))
        U = np.sqrt(omega) * rng.random((d, d))
        W0, z = U @ U.T, rng.uniform(0.5, 3, d)
        t = np.linspace(0, 1.3 * np.log(1 / omega) / (2 * a[-1]) + 8, 800)
        loss, seen = (test_loss(W, z) for W in (solution(a, W0, t), integrate_factored(W0, a, float(t[-1])).W(t)))
        yield float(np.max(np.abs(loss - seen)) / seen[0]), {"a": a.tolist(), "omega": omega}


UNIFORM = Claim(
    id="pivots.uniform",
    title=(
        "The test loss of the solution uniform in the rates is off by at most .05 of that at the start, however close rates are "
        r"(60 random starts $U U^T$, $d = 2$ to 5, neighbouring rates 1.001 to 3 apart, $\omega$ from $10^{-8}$ to $10^{-3}$)."
    ),
    source="new",
    method=Bounded(
        measure=uniform_errors,
        tolerance=UNIFORM_TOLERANCE,
        what="Random starts are integrated and compared at 800 times.",
        faults=(("the composition of stages in its place", {"solution": compose}),),
    ),
    level=Level.STANDARD,
    code=("numerics.closed_form.uniform.uniform",),
    depends_on=("pivots.uniform_at_equal_rates", "pivots.uniform_at_first"),
)


def riccati(rng: Generator, commuting: bool = False) -> Points:
    """Compare the matrix-exponential solution of W' = AW + WA - 2WAW with the tied flow."""
    from numerics.flow.integrate import integrate_factored

    a = np.array([2.0, 1.0, 0.5])
    start = 1e-3 * np.diag([1.0, 2.0, 3.0]) if commuting else 1e-3 * (np.full((3, 3), 0.6) + 0.4 * np.eye(3))
    t = np.linspace(0, 12, 241)
    shrink = np.exp(-t[:, None] * a)
    inverse = np.eye(3) + shrink[:, :, None] * (np.linalg.inv(start) - np.eye(3)) * shrink[:, None, :]
    error = np.max(np.abs(np.linalg.inv(inverse) - integrate_factored(start, a, 12.0).W(t)))
    yield error, {"a": a.tolist(), "1000 W(0)": (1000 * start).round(1).tolist()}


RICCATI = Claim(
    id="pivots.riccati_form",
    title="The matrix-exponential solution of the Riccati equation $W' = A W + W A - 2 W A W$ solves the tied flow too.",
    source="new; the closed form of the unweighted factorisation flow (arXiv 2508.20344) carried over",
    method=Bounded(
        measure=riccati,
        tolerance=EXACT_TOLERANCE,
        what="The Riccati closed form is compared with the integrated flow at $d = 3$.",
        faults=(("W(0) commutes with A", {"commuting": True}),),
        faulty=Outcome.VERIFIED,
        stated={"error": "0.01960"},
    ),
    depends_on=("two_layer.congruence_form",),
    expected=Outcome.REFUTED,
    reason="The flow has the double bracket $-[[A, W], W]/2$ besides, which vanishes only when $A$ and $W$ commute.",
    code=("numerics.task.field.tied_field",),
)
