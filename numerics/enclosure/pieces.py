"""The test loss, and scalar functions of time as proved polynomial pieces: its slope, an entry of W.

    L = |y|^2 / 2,   y = (W - I) z

On a step, with p(s) the Taylor polynomial of y, and |y - p| <= e0, |y' - p'| <= e1, |y'' - p''| <= e2,

    L'  = p.p'           +-  |p| e1 + |p'| e0 + e0 e1
    L'' = |p'|^2 + p.p'' +-  2 |p'| e1 + e1^2 + |p| e2 + |p''| e0 + e0 e2

The e_j are |z| times bounds of ||W^(j) - p^(j)||, which hold the j-th derivative of the Taylor tail and what the remainder E
does: with ||E|| <= bar, l the Lipschitz bound of V over the hull, b the bound of ||V|| there and q = 2 max a,

    ||W - p|| <= tail_0 + bar,  ||W' - p'|| <= tail_1 + l bar,  ||W'' - p''|| <= tail_2 + (l^2 + 2 q b) bar,

as W'' = DV(W) V(W) and ||DV(X) V(X) - DV(Y) V(Y)|| <= l ||V(X) - V(Y)|| + 2 q ||X - Y|| ||V(Y)||.

Source: new.

Legend: s time since the start of the step, h its length; z (d,) probe; f the function whose zeros are sought, g = f'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb, arb_mat, arb_poly, fmpq

from numerics.enclosure.field import fastest, field, frobenius, identity, matrix, norm, widened
from numerics.enclosure.precision import working_precision
from numerics.enclosure.tube import COARSE_BITS, Enclosure, Step


@dataclass(frozen=True)
class Piece:
    """f and g = f' for t <= time <= t + h: |f - F| <= f_error, |g - G| <= g_error, polynomials in s = time - t."""

    t: fmpq
    h: fmpq
    F: arb_poly
    G: arb_poly
    f_error: arb
    g_error: arb

    def value(self, s: arb) -> arb:
        """Return a ball around f at every point of the ball s."""
        return widened(self.F(s), self.f_error)

    def slope(self, s: arb) -> arb:
        """Return a ball around g at every point of the ball s."""
        return widened(self.G(s), self.g_error)


def test_loss(W: arb_mat, z: Sequence[fmpq | arb]) -> arb:
    """Return a ball around L = |(W - I) z|^2 / 2."""
    y = (W - identity(W.nrows())) * matrix([[entry] for entry in z])
    return sum((entry * entry for entry in y.entries()), arb(0)) / 2


def state_errors(step: Step, enclosure: Enclosure) -> tuple[arb, arb, arb]:
    """Return bounds of ||W^(j) - p^(j)||_F over the step, j = 0, 1, 2.

    Raises
    ------
    ValueError : if the step has symbols: pieces are made for points
    """
    if step.F:
        raise ValueError(f"step must have no symbols, as pieces are made for points, got {len(step.F)}")
    h, A, lipschitz = arb(step.h), enclosure.rates.hull, step.lipschitz
    tail_0, tail_1, tail_2 = (step.C.box.tail(h, j) for j in range(3))
    speed, q = frobenius(field(step.C.over(h.union(arb(0)), h, step.bar), A)), 2 * fastest(A)
    return (
        (tail_0 + step.bar).upper(),
        (tail_1 + lipschitz * step.bar).upper(),
        (tail_2 + (lipschitz * lipschitz + 2 * q * speed) * step.bar).upper(),
    )


def product_errors(n: Sequence[arb], e: Sequence[arb]) -> tuple[arb, arb]:
    """Return bounds of the errors of y.y' and of |y'|^2 + y.y''.

    n, e : of y, y' and y'': bounds of the lengths of p, p' and p'', and of the errors
    """
    return (
        (n[0] * e[1] + n[1] * e[0] + e[0] * e[1]).upper(),
        (2 * n[1] * e[1] + e[1] * e[1] + n[0] * e[2] + n[2] * e[0] + e[0] * e[2]).upper(),
    )


def _norm(polynomials: Sequence[arb_poly], s: arb) -> arb:
    """Return an upper bound of the length of a vector of polynomials over the ball s."""
    return norm(p(s).abs_upper() for p in polynomials)


def loss_slope_pieces(enclosure: Enclosure, z: Sequence[fmpq]) -> list[Piece]:
    """Return f = L' and g = L'' of the test loss at probe z, step by step.

    z : probe x_hat(v), exact, length d
    """
    with working_precision(enclosure.precision):
        size = norm(map(arb, z))
        return [_loss_slope_piece(step, enclosure, z, size) for step in enclosure.steps]


def _loss_slope_piece(step: Step, enclosure: Enclosure, z: Sequence[fmpq], size: arb) -> Piece:
    """Return the piece of one step by the formulas of the module's head; size = |z|."""
    d = len(z)
    W = [row[-d:] for row in step.C.polynomials[:d]]  # of free layers the block beside the first
    y = [sum((W[i][j] * arb(z[j]) for j in range(d)), arb_poly([-arb(z[i])])) for i in range(d)]
    loss = sum((p * p for p in y), arb_poly()) * arb(0.5)
    F = loss.derivative()
    with working_precision(COARSE_BITS):
        s = arb(step.h).union(arb(0))
        first = [p.derivative() for p in y]
        lengths = [_norm(polynomials, s) for polynomials in (y, first, [p.derivative() for p in first])]
        errors = product_errors(lengths, [error * size for error in state_errors(step, enclosure)])
    return Piece(step.t, step.h, F, F.derivative(), *errors)


def entry_pieces(enclosure: Enclosure, i: int, j: int, level: fmpq) -> list[Piece]:
    """Return f = w_ij - level and g = w_ij', step by step; indices from 0."""
    with working_precision(enclosure.precision):
        moved = [(step, step.C.polynomials[i][j] - arb_poly([arb(level)])) for step in enclosure.steps]
        return [Piece(step.t, step.h, F, F.derivative(), *state_errors(step, enclosure)[:2]) for step, F in moved]
