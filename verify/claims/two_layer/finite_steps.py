"""Claims about finite steps: gradient descent on U keeps W positive semidefinite, the recurrence of Appendix D does not."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator
from sympy import ImmutableMatrix, Rational

from numerics.flow.iterate import gradient_descent, recurrence
from theory import steps, two_layer
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, W
from verify.claim import Claim, Evidence, Outcome, Result
from verify.methods import Computation, Order, equality

FINITE_STEP = equality(
    "two_layer.finite_step",
    r"In every dimension, a step $U_+ = U + \eta X U$ gives $U_+ U_+^T = W + \eta V(W) + \eta^2 X W X$.",
    steps.finite_step,
    depends_on=("two_layer.congruence_form",),
)

DESCENT_STEP = equality(
    "two_layer.descent_step",
    r"In every dimension, $U + \eta X U$ is a step of gradient descent at rate $\eta/2$: $U - (\eta/2) dL/dU$.",
    steps.descent_step,
    code=("theory.steps.descent_step", "numerics.flow.iterate.gradient_descent_step"),
    depends_on=("two_layer.gradient",),
)

RECURRENCE_STEP = equality(
    "two_layer.recurrence_step",
    (
        r"In every dimension, the recurrence $W + \eta V(W)$ is a congruence less a square: "
        r"$(I + \eta X) W (I + \eta X) - \eta^2 X W X$."
    ),
    steps.recurrence_step,
    source="arXiv 2410.08309v2, Eq. (D.2), as transcribed",
    code=("theory.steps.recurrence_step", "numerics.flow.iterate.recurrence_step"),
    depends_on=("two_layer.congruence_form",),
)

RECURRENCE_ON_RANK_ONE = equality(
    "two_layer.recurrence_on_rank_one",
    (
        r"For $d = 2$, $\det(v v^T + \eta V(v v^T)) = -\eta^2 (v_1 (X v)_2 - v_2 (X v)_1)^2$: below 0 unless $X v$ is parallel "
        "to $v$."
    ),
    steps.recurrence_on_rank_one,
    depends_on=("two_layer.recurrence_step",),
)

#: The exact example: A = diag(6, 1), W nearly of rank one, the largest step that Appendix D allows for K = 20.
RATES = ImmutableMatrix([[6, 0], [0, 1]])
START = Rational(1, 100) * ImmutableMatrix([[1, 1], [1, 1 + Rational(1, 10**6)]])
ETA = Rational(1, 1080)


def _keeps_definite(rng: Generator, congruence: bool = False) -> Result:
    """Take one exact step of the example and look at the determinant; with `congruence`, that of gradient descent on U."""
    X = explicit(two_layer.generator(), {A: RATES, W: START}, 2)
    stepped = START + ETA * explicit(two_layer.field(), {A: RATES, W: START}, 2)
    if congruence:
        stepped += ETA**2 * X * START * X
    before, after = START.det(), stepped.det()
    shown = {"A": "diag(6, 1)", "W": "1/100 [[1, 1], [1, 1 + 1/10^6]]", "eta": str(ETA)}
    return Result.of(before <= 0 or after >= 0, 1, where={**shown, "det W": str(before), "det W+": str(after)})


RECURRENCE_DEFINITE = Claim(
    id="two_layer.recurrence_keeps_definite",
    title=r"The recurrence $W_+ = W + \eta V(W)$ keeps $W$ positive definite, at the step sizes of Appendix D.",
    source="arXiv 2410.08309v2, Eq. (D.2) and the proof of Lemma D.4, as transcribed",
    method=Computation(
        check=_keeps_definite,
        evidence=Evidence.EXACT,
        what="One step is taken in rational arithmetic from the exact example, and the signs of the determinants are compared.",
        refuted_by="A positive definite $W$ whose next iterate has a negative determinant.",
        faults=(("eta^2 X W X restored: gradient descent on U", {"congruence": True}),),
        faulty=Outcome.VERIFIED,
    ),
    code=("theory.steps.recurrence_step",),
    expected=Outcome.REFUTED,
    depends_on=("two_layer.recurrence_step",),
    corrected_by="two_layer.descent_keeps_semidefinite",
    reason=r"It drops $\eta^2 X W X$, without which the step is no congruence; nearly singular $W$ turn indefinite at once.",
)

DESCENT_SEMIDEFINITE = equality(
    "two_layer.descent_keeps_semidefinite",
    (
        r"In every dimension, gradient descent on $U$ maps $W$ to $(I + \eta X) W (I + \eta X)$: it keeps $W$ positive "
        "semidefinite."
    ),
    steps.descent_congruence,
    depends_on=("two_layer.finite_step",),
    corrects="two_layer.recurrence_keeps_definite",
)


def _distance_from_flow(eta: float, rng: Generator, iterate: str, speed: float = 1.0) -> float:
    """Return the distance in W between an iteration and the flow after 3 units of printed time, from a random start, d = 3."""
    from numerics.flow.integrate import integrate_tied_weights

    a, U = rng.uniform(0.3, 1.5, 3), 0.3 * rng.standard_normal((3, 3))
    steps = round(3.0 / eta)
    if iterate == "descent":
        last = gradient_descent(U, a, speed * eta, steps)
        W = last @ last.T
    else:
        W = recurrence(U @ U.T, a, speed * eta, steps)
    return float(np.abs(W - integrate_tied_weights(U, a, 3.0).W(3.0)).max())


def _of_first_order(iterate: str, what: str, function: str) -> Claim:
    return Claim(
        id=f"two_layer.{iterate}_order",
        title=rf"From a random start in $d = 3$, {what} is off the flow at $t = 3$ by an error of first order in $\eta$.",
        source="new",
        method=Order(
            error=partial(_distance_from_flow, iterate=iterate),
            scales=(0.03, 0.015, 0.0075, 0.00375),
            exponent=1.0,
            what=f"{what[0].upper()}{what[1:]} and the integrated flow are compared in $W$ at the printed time 3.",
            faults=(("the loss clock for the steps", {"speed": 2.0}),),
        ),
        code=(f"numerics.flow.iterate.{function}", "numerics.flow.integrate.integrate_tied_weights"),
        depends_on=(f"two_layer.{iterate}_step",),
    )


DESCENT_ORDER = _of_first_order("descent", "gradient descent on $U$", "gradient_descent")

RECURRENCE_ORDER = _of_first_order("recurrence", "the recurrence", "recurrence")
