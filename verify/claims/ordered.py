"""Claims about weighted means of test losses: which never rise, and that no others can be sure not to."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator
from sympy import ImmutableMatrix, Rational

from numerics.task.field import tied_field_of_rates, tied_weight_field_of_rates
from numerics.task.loss import weighted_loss_slope
from theory.every_start import ordered
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Bounded, Computation, Points, equality, refuted_at

SLOPE = equality(
    "ordered.slope_form",
    (
        r"In every dimension, for symmetric $A$, $\Sigma$ and $W$, $L = \tfrac12 \operatorname{tr}(Y \Sigma Y)$ with $Y = I - W$ "
        r"has $-2 L' = \tfrac12 \operatorname{tr}((A \Sigma + \Sigma A) W Y^2) + \operatorname{tr}(\Sigma W A Y^2) + 2 "
        r"\operatorname{tr}(\Sigma Y A W Y)$, bilinear in $A$ and $\Sigma$."
    ),
    ordered.slope_form,
    depends_on=("two_layer.congruence_form",),
    level=Level.STANDARD,
)

NEVER_RISES = equality(
    "ordered.never_rises",
    (
        r"In every dimension, for a projection $Q = E E^T$ and $e = E x$ inside it, with $A = Q$, $\Sigma = e e^T$ or the other "
        r"way round, $-2 L' = 4 v^T W v + u_1^T (I - \tfrac{9}{16} W) u_1$, $u = Y e$, $u_1 = u - Q u$, $v = Q u + "
        r"\tfrac58 u_1$. So $L$ never rises for $0 \le W \le \tfrac{16}{9} I$ and any $A$, $\Sigma \ge 0$ with common "
        "eigenvectors and eigenvalues ordered alike: they are sums of nested projections."
    ),
    ordered.smaller_weight,
    ordered.smaller_moment,
    depends_on=("ordered.slope_form", "exact_laws.eigenvalue_comparison"),
    corrects="ordered.unlike_signals",
    level=Level.STANDARD,
)

CONVERSE = equality(
    "ordered.converse",
    (
        r"In every dimension, $W = u u^T$ with $\lvert u \rvert = 1$ has $-2 L' = u^T A \Sigma u - (u^T A u) (u^T \Sigma u)$; "
        r"for $A = \operatorname{diag}(a)$, $\Sigma = \operatorname{diag}(f)$ and $u$ in the plane of two directions that is $p "
        r"(1 - p) (a_1 - a_2) (f_1 - f_2)$, $p = u_1^2$: $L$ rises at some $0 \le W \le I$ unless $a$ and $f$ are ordered alike."
    ),
    ordered.projection_slope,
    ordered.pair,
    depends_on=("ordered.slope_form",),
    corrects="ordered.any_probe",
    level=Level.STANDARD,
)

SIGNS = equality(
    "ordered.mean_over_signs",
    (
        r"For $s = 2, 3, 4$ and any $W$, the mean test loss over the compositions $(\pm \mu_1, \ldots, \pm \mu_s)$ is $\tfrac12 "
        r"\operatorname{tr}((W - I) \operatorname{diag}(\mu^2) (W - I)^T)$: ordered as the rates where the signals are."
    ),
    *(partial(ordered.mean_over_signs, size) for size in (2, 3, 4)),
    depends_on=("task.test_loss",),
    level=Level.STANDARD,
)

#: A unit vector between two axes.
BETWEEN = ImmutableMatrix([Rational(3, 5), Rational(4, 5)])
EVALUATED = "The slope of the loss is evaluated at exact matrices."

ANY_PROBE = Claim(
    id="ordered.any_probe",
    title=r"The test loss of a single probe never rises, for any $A > 0$ and $0 < W < I$, if the probe is an eigenvector of $A$.",
    source="new; the law for a weight that is not ordered as the rates",
    method=refuted_at(
        ordered.slope_at,
        what=EVALUATED,
        corrections=(("the eigenvector of the greatest rate", {"weight": ImmutableMatrix.diag(1, 0)}),),
        value="55719/1000000",
        moment=ImmutableMatrix.diag(1, Rational(1, 2)),
        weight=ImmutableMatrix.diag(0, 1),
        matrix=Rational(1, 100) * ImmutableMatrix([[49, 48], [48, 49]]),
    ),
    code=("theory.every_start.ordered.slope_at",),
    expected=Outcome.REFUTED,
    depends_on=("ordered.slope_form",),
    corrected_by="ordered.converse",
    reason="Only an eigenvector of the greatest rate is a weight ordered as the rates.",
)

UNLIKE_SIGNALS = Claim(
    id="ordered.unlike_signals",
    title=r"The mean test loss over all signs of the signals never rises for $0 \le W \le I$, whatever the deviations.",
    source="new; the law without its hypothesis on the order",
    method=refuted_at(
        ordered.slope_at,
        what=EVALUATED + r" Signals 1 and 2 with deviations 2 and 0 have the rates 9/2 and 2.",
        corrections=(("equal deviations: rates 1/2 and 2", {"moment": ImmutableMatrix.diag(Rational(1, 2), 2)}),),
        value="108/125",
        moment=ImmutableMatrix.diag(Rational(9, 2), 2),
        weight=ImmutableMatrix.diag(1, 4),
        matrix=BETWEEN * BETWEEN.T,
    ),
    code=("theory.every_start.ordered.slope_at",),
    expected=Outcome.REFUTED,
    depends_on=("ordered.mean_over_signs", "ordered.slope_form"),
    corrected_by="ordered.never_rises",
    reason="The deviations order the rates otherwise than the signals.",
)

#: A start of norm 3.63.
LARGE = Rational(1, 2) * ImmutableMatrix([[-1, -1], [-2, 0], [2, -3]])

LARGE_MAPS = Claim(
    id="ordered.large_maps",
    title=r"$L$ never rises for all $W \ge 0$, if $A$ and $\Sigma$ have common eigenvectors and eigenvalues ordered alike.",
    source="new; the law without its bound on W",
    method=refuted_at(
        ordered.slope_at,
        what=EVALUATED,
        corrections=(("W / 4, of norm below 1", {"matrix": LARGE * LARGE.T / 4}),),
        value="1/128",
        moment=ImmutableMatrix.diag(1, 1, 0),
        weight=ImmutableMatrix.diag(1, 0, 0),
        matrix=LARGE * LARGE.T,
    ),
    code=("theory.every_start.ordered.slope_at",),
    expected=Outcome.REFUTED,
    depends_on=("ordered.slope_form",),
    corrected_by="ordered.measured",
    reason=r"Beyond $\tfrac{16}{9} I$ the term $u_1^T (I - \tfrac{9}{16} W) u_1$ may be negative.",
)

#: Random maps at each of d = 2, ..., 6: 100,000 in all.
MAPS = 20_000
#: Largest slope, in units of |Sigma| |A|: rounding of some hundred operations.
ROUNDING = 1e-12


def random_maps(n: int, size: int, most: float, rng: Generator) -> Any:
    """Return symmetric maps with eigenvalues in [0, most], a third of them at an end, shape (n, d, d)."""
    frames = np.linalg.qr(rng.standard_normal((n, size, size)))[0]
    values = most * rng.random((n, size))
    ends = rng.random((n, size))
    values = np.where(ends < 1 / 6, 0.0, np.where(ends > 5 / 6, most, values))
    return np.einsum("nik,nk,njk->nij", frames, values, frames)


def _never_rises(rng: Generator, most: float = 16 / 9, falling: bool = False) -> Points:
    """Yield the slope of L, where it is positive, for random maps, rates and weights; the largest of each dimension."""
    for size in range(2, 7):
        W = random_maps(MAPS, size, most, rng)
        a, f = (np.sort(rng.random((MAPS, size)) * (rng.random((MAPS, size)) > 0.2), axis=1) for _ in range(2))
        f = f[:, ::-1] if falling else f
        slopes = weighted_loss_slope(W, tied_field_of_rates(W, a), f)
        for number in range(MAPS):
            slope = float(slopes[number])
            yield max(0.0, slope), {"d": size, "a": a[number].tolist(), "f": f[number].tolist(), "W": W[number].tolist()}


MEASURED = Claim(
    id="ordered.measured",
    title=(
        r"For 100,000 random $0 \le W \le \tfrac{16}{9} I$ and $A = \operatorname{diag}(a) \ge 0$, $\Sigma = "
        r"\operatorname{diag}(f) \ge 0$ ordered alike ($d = 2 \ldots 6$), the slope of $L$ is at most $10^{-12}$."
    ),
    source="new",
    method=Bounded(
        measure=_never_rises,
        tolerance=ROUNDING,
        what="The slope is computed for all of them; a third of the eigenvalues of $W$ are 0 or 16/9, a fifth of the rates 0.",
        refuted_by="A map at which the loss rises.",
        faults=(("weights in the opposite order", {"falling": True}),),
    ),
    code=("numerics.task.loss.weighted_loss_slope", "numerics.task.field.tied_field_of_rates"),
    level=Level.STANDARD,
    depends_on=("ordered.never_rises",),
    corrects="ordered.large_maps",
)

#: Starts at each of d = 2, 3, 4: 6,000 in all.
SEARCHED = 2000
#: A fixed step of the classical method of order 4 in units of 1/a_max = 1, and the end, by which all is learned.
FIXED, END = 0.1, 140.0
#: A rise counts from this part of the loss at the start on: what the steps leave out is smaller.
COUNTED = 1e-7


def _rises(rng: Generator, size: int) -> tuple[Any, Any, Any, Any]:
    """Return how often the test loss rises for random rates in [.1, 1], starts near 0 and near I, and probes; and these."""
    a = 10 ** -rng.random((SEARCHED, size))
    a[:, 0] = 1.0
    U = rng.standard_normal((SEARCHED, size, size)) / np.sqrt(size)
    W = U @ U.swapaxes(1, 2)
    W *= (10 ** rng.uniform(-4, 0, SEARCHED) / np.linalg.norm(W, 2, axis=(1, 2)))[:, None, None]
    W = np.where((rng.random(SEARCHED) < 0.1)[:, None, None], np.eye(size) - W, W)
    z = rng.choice([-1.0, 1.0], (SEARCHED, size)) * 10 ** rng.uniform(-1, 1, (SEARCHED, size))
    U = np.linalg.cholesky(W)
    loss = _test_losses(U, z)
    least = COUNTED * loss
    low, high, climbing, count = loss, loss, np.zeros(SEARCHED, bool), np.zeros(SEARCHED, int)
    for _ in range(round(END / FIXED)):
        first = tied_weight_field_of_rates(U, a)
        second = tied_weight_field_of_rates(U + FIXED / 2 * first, a)
        third = tied_weight_field_of_rates(U + FIXED / 2 * second, a)
        U = U + FIXED / 6 * (first + 2 * second + 2 * third + tied_weight_field_of_rates(U + FIXED * third, a))
        loss = _test_losses(U, z)
        low, high = np.minimum(low, loss), np.maximum(high, loss)
        begins, ends = ~climbing & (loss > low + least), climbing & (loss < high - least)
        count += begins
        climbing = (climbing | begins) & ~ends
        low, high = np.where(ends | climbing, loss, low), np.where(begins | ~climbing, loss, high)
    return count, a, W, z


def _test_losses(U: Any, z: Any) -> Any:
    """Return 1/2 |U U^T z - z|^2 of each start, shape (n,)."""
    hidden = np.einsum("nij,ni->nj", U, z)
    return np.sum((np.einsum("nij,nj->ni", U, hidden) - z) ** 2, axis=1) / 2


def _at_most(rng: Generator, fewer: int = 1) -> Result:
    """Count the rises of 6,000 starts; more than d - fewer refute, otherwise nothing is decided."""
    most = {}
    for size in (2, 3, 4):
        count, a, start, z = _rises(rng, size)
        worst = int(np.argmax(count))
        most[f"most_rises_{size}"] = int(count[worst])
        if count[worst] > size - fewer:
            shown = {"d": size, "rises": int(count[worst]), "a": a[worst].tolist(), "W(0)": start[worst].tolist()}
            return Result(Outcome.REFUTED, 3 * SEARCHED, most, {**shown, "z": z[worst].tolist()})
    return Result(Outcome.UNDECIDED, 3 * SEARCHED, most, reason=f"no start of {3 * SEARCHED} has more, and there is no proof")


AT_MOST = Claim(
    id="ordered.rises",
    title="The test loss of a probe rises at most $d - 1$ times, for $A = \\operatorname{diag}(a) > 0$ and $0 < W(0) < I$.",
    source="new; a conjecture",
    method=Computation(
        check=_at_most,
        evidence=Evidence.NUMERICAL,
        what=(
            "The rises above $10^{-7}$ of the loss are counted for 2,000 random starts at each of $d = 2, 3, 4$, a tenth of them "
            "near the identity, rates up to ten and probes up to a hundred apart."
        ),
        refuted_by="A start whose test loss rises more often.",
        faults=(("at most d - 2 times", {"fewer": 2}),),
    ),
    code=("numerics.task.field.tied_weight_field_of_rates",),
    level=Level.STANDARD,
    expected=Outcome.UNDECIDED,
    depends_on=("two_layer.congruence_form",),
    reason="None of 6,000 random starts rises more often (at $d = 2$ once at most), and no proof is known.",
)
