"""Claims about where the pivots do not hold: at equal rates, and in the Riccati equation without the double bracket."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

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
