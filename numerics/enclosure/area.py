r"""The area under the training loss in balls: up to a horizon from a tube, and beyond it from how fast the loss falls.

    L = 1/2 sum_ij a_j (w_ij - delta_ij)^2

On a step, with p(s) the Taylor polynomials of W and ||W - p|| <= e, |L(W) - L(p)| <= max a (||p - I|| e + e^2/2): the area is
the integral of L(p), a polynomial, and at most h times that.

Beyond, for two free layers that are balanced, W_2^T W_2 = W_1 W_1^T, which the flow keeps, with width d: W_2 W_2^T and
W_1^T W_1 have the singular values of W, all at least 1 - delta, delta = ||W - I|| <= (2 L / min a)^(1/2). With G = (W - I) A
and ||G||^2 >= 2 min a L

    L' = -||W_2^T G||^2 - ||G W_1^T||^2 <= -4 min a (1 - delta) L,    the rest of the area <= L / (4 min a (1 - delta)),

as L and delta only fall from there on.

Source: new.

Legend: W (d, d), the map of a tied network or W_2 W_1; a exact rates, length d; h length of a step.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb, arb_mat, arb_poly, fmpq

from numerics.enclosure.field import identity, norm, widened
from numerics.enclosure.pieces import state_errors, test_loss
from numerics.enclosure.precision import working_precision
from numerics.enclosure.tube import Enclosure, Step


def training_loss(W: arb_mat, a: Sequence[fmpq]) -> arb:
    """Return a ball around L = 1/2 tr((W - I) A (W - I)^T)."""
    units = identity(len(a)).tolist()
    return sum((arb(rate) * test_loss(W, unit) for rate, unit in zip(a, units, strict=True)), arb(0))


def area_of(enclosure: Enclosure, a: Sequence[fmpq]) -> arb:
    """Return a ball around the integral of L from 0 to the horizon.

    enclosure : of W, or of the S of two free layers, of which W is the block beside the first

    Raises
    ------
    ValueError : if the enclosure is that of a box
    """
    with working_precision(enclosure.precision):
        return sum((_area_of_step(step, enclosure, a) for step in enclosure.steps), arb(0))


def _area_of_step(step: Step, enclosure: Enclosure, a: Sequence[fmpq]) -> arb:
    """Return a ball around the integral of L over one step."""
    d, h = len(a), arb(step.h)
    rows = [row[-d:] for row in step.C.polynomials[:d]]
    loss, residuals = arb_poly(), []
    for i in range(d):
        for j in range(d):
            residual = rows[i][j] - (1 if i == j else 0)
            loss += residual * residual * (arb(a[j]) / 2)
            residuals.append(residual(h.union(arb(0))).abs_upper())
    error = state_errors(step, enclosure)[0]
    off = arb(max(a)) * error * (norm(residuals) + error / 2)
    return widened(loss.integral()(h), (h * off).upper())


def area_beyond(W: arb_mat, a: Sequence[fmpq]) -> arb:
    """Return a ball around the integral of L from here to infinity, for two balanced free layers of width d.

    Raises
    ------
    ArithmeticError : if delta is not proved to be below 1
    """
    loss, slowest = training_loss(W, a), arb(min(a))
    delta = (2 * loss / slowest).abs_upper().sqrt()
    if not delta < 1:
        raise ArithmeticError(f"(2 L / min a)^(1/2) must be below 1 for a bound of what remains, got {delta.str(5)}")
    most = (loss.abs_upper() / (4 * slowest * (1 - delta))).upper()
    return arb(0).union(most)
