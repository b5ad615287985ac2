r"""Three concepts at tiny scales: bounds of the flow over all times at once, for which no step of an integrator is taken.

With v_j = w_1j and V (2, 2), V V^T = S the Schur complement S_jk = w_jk - v_j v_k / w_11 of w_11, exactly (j, k in {2, 3})

    w_11' = 2 a_1 w_11 (1 - w_11) - sum_j (a_1 + a_j) v_j^2
    v_j'  = v_j [a_1 + a_j - w_11 (3 a_1 + a_j)/2 - w_jj (3 a_j + a_1)/2] - v_k w_jk (a_1 + a_j + 2 a_k)/2
    V_j'  = a_j V_j + sum_k E_jk V_k,   E_jk = (a_1 - a_j) v_j v_k / (2 w_11) - (a_j + a_k) S_jk / 2

The solution is given at a time m: w_11 = l(m), v_j = f_j(m), V(m); phi = 1 + c (e^(2 a_1 t) - 1), l = c e^(2 a_1 t)/phi and
f_j = u_j e^((a_1 + a_j) t) phi^(-(3 a_1 + a_j)/(4 a_1)), which solve the first two without v_j^2, w_jj, w_jk. On either side of m
crude bounds are assumed and found to hold strictly better, so that they never end (M_j = e^(-a_j (t - m)) V_j):

    [0, m]   |ln(odds of w_11 / odds of l)| <= 1,  |ln(v_j/f_j)| <= 1,  |M_3| <= 2 |V_3(m)|,  |M_2| <= Q = 2 (|V_2(m)| + turned)
             there w_11 (1 - w_11) >= l (1 - l)/e and v_j v_k / w_11 <= e^3 f_j f_k / l, and over [0, m]
             f_j^2/l <= u_j^2 e^(2 a_j m)/c,   f_j^2/(l (1 - l)) <= u_j^2 e^(2 a_j m) phi(m)^((a_1 - a_j)/(2 a_1))/(c (1 - c))
    [m, T]   max |v_j| <= nu = max f_j(m),  w_11 >= 1/2,  |M_j| <= 2 |V_j(m)|

Source: new.

Legend: a (3,) rates, descending; c, u (2,) w_11 and w_1j of the closed forms at 0; V (2, 2) rows V_2, V_3 at m; nu, Y, Q as above
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, arb_mat

from numerics.enclosure.assumptions import ball
from numerics.enclosure.field import norm, widened
from numerics.enclosure.precision import working_precision

#: Bits of all balls here: their exponents are free, and the bounds are crude.
BITS = 256
#: The weaker concepts, 2 and 3, by their places in u and V: each with the other.
PAIRS = ((0, 1), (1, 0))


class BoundError(ArithmeticError):
    """The crude bounds do not improve themselves: nothing is proved."""


@dataclass(frozen=True)
class Meeting:
    """What is given of a solution: the closed forms of its first concept, and V at the time m > 0."""

    rates: tuple[Fraction, Fraction, Fraction]
    c: Fraction
    u: tuple[Fraction, Fraction]
    V: tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]
    m: Fraction

    def __post_init__(self) -> None:
        first, second, third = self.rates
        (p, q), (r, s) = self.V
        if not (first > second > third > 0 and 0 < self.c < 1 and 0 not in self.u and p * s != q * r and self.m > 0):
            raise ValueError(f"rates must fall, c lie in (0, 1), u be nonzero, V regular and m positive, got {self}")


@dataclass(frozen=True)
class Before:
    """What is proved on [0, m]: bounds of |ln(odds w_11 / odds l)|, of |ln(v_j/f_j)|, and of |M_j - V_j(m)|."""

    odds: arb
    apart: arb
    moved: tuple[arb, arb]


def start(given: Meeting) -> arb_mat:
    """Return balls around W(0), shape (3, 3); it is positive definite, as c > 0 and V is regular.

    Raises
    ------
    BoundError : if the bounds on [0, m] do not close
    """
    with working_precision(BITS):
        proved, (_, *a), m = _before(given), [ball(rate) for rate in given.rates], ball(given.m)
        # The odds of w_11 are off by a factor within e^(+-odds), and w_11 by no more.
        first = ball(given.c) * widened(arb(0), proved.odds).exp()
        v = [ball(u) * widened(arb(0), proved.apart).exp() for u in given.u]
        return _whole(first, v, _products(given, list(proved.moved), [(-rate * m).exp() for rate in a]))


def meeting(given: Meeting) -> arb_mat:
    """Return balls around W(m), shape (3, 3), which is given in closed form."""
    with working_precision(BITS):
        first, f = _closed_forms(given, ball(given.m))
        return _whole(first, f, _products(given, [arb(0), arb(0)], [arb(1), arb(1)]))


def later(given: Meeting, end: Fraction) -> arb_mat:
    """Return balls around W(T) at T = `end` >= m, shape (3, 3).

    Raises
    ------
    BoundError : if the bounds on [m, T] do not close
    """
    with working_precision(BITS):
        span, (a1, *a), V = ball(end - given.m), [ball(rate) for rate in given.rates], _sizes(given)
        first, f = _closed_forms(given, ball(given.m))
        nu = arb.max(abs(f[0]), abs(f[1])).upper()
        Y = 1 - first + span * (2 * a1 + a[0] + a[1]) * nu**2
        grown = [V[j] * (a[j] * span).exp() for j in (0, 1)]
        between = ((4 * grown[0] ** 2 + 2 * nu**2) * (4 * grown[1] ** 2 + 2 * nu**2)).sqrt()
        _closes(arb(0.5) > Y, "w_11 after m")
        moved = []
        for j, k in PAIRS:
            drift = -(a1 - a[j]) + Y * (3 * a1 + a[j]) + (a1 + a[j] + 2 * a[k]) * between
            _closes(drift < 0, "w_1j after m")
            suppressed = sum(((a[j] + a[i]) * grown[i] ** 2 / a[i] for i in (0, 1)), arb(0))
            turned = (a1 - a[j]) * nu**2 * 2 * V[k] / (a[0] - a[1]) * ((a[0] - a[1]) * span * j).exp()
            moved.append((2 * V[j] * (suppressed + (a1 - a[j]) * nu**2 * span) + turned).upper())
            _closes(moved[j] < V[j], f"V_{j + 2} after m")
        S = _products(given, moved, [(rate * span).exp() for rate in a])
        wide = (2 * nu**2).upper()
        rows = [[widened(S[j, k], wide) for k in (0, 1)] for j in (0, 1)]
        none, below = arb(0, nu), arb(1).union(1 - Y)
        return arb_mat([[below, none, none], [none, *rows[0]], [none, *rows[1]]])


def _before(given: Meeting) -> Before:
    """Return what is proved on [0, m]."""
    (a1, *a), V, m = [ball(rate) for rate in given.rates], _sizes(given), ball(given.m)
    c, u, cube = ball(given.c), [ball(abs(x)) for x in given.u], arb(3).exp()
    phi = _phi(given, m)
    share = [u[j] ** 2 * (2 * a[j] * m).exp() / c for j in (0, 1)]
    drag = [share[j] * phi ** ((a1 - a[j]) / (2 * a1)) / (1 - c) for j in (0, 1)]
    odds = m * cube * sum(((a1 + a[j]) * drag[j] for j in (0, 1)), arb(0))
    crossed = cube * (share[0] * share[1]).sqrt()
    turned = m * (a1 - a[0]) * crossed * ((a[0] - a[1]) * m).exp() * V[1]
    most = [2 * (V[0] + turned), 2 * V[1]]
    w = [most[j] ** 2 + cube * share[j] for j in (0, 1)]
    apart, bent = arb(0), []
    for j, k in PAIRS:
        ratio = arb(2).exp() * u[k] / u[j] * arb.max(arb(1), ((a[k] - a[j]) * m).exp())
        crossing = (a1 + a[j] + 2 * a[k]) * ratio * (w[0] * w[1]).sqrt()
        apart = arb.max(apart, m * ((3 * a1 + a[j]) * odds / 4 + (3 * a[j] + a1) * w[j] + crossing) / 2)
        suppressed = sum(((a[j] + a[i]) * most[i] ** 2 for i in (0, 1)), arb(0))
        bent.append(m * (suppressed + (a1 - a[j]) * cube * share[j]) / 2 * most[j])
    moved = (bent[0] + turned, bent[1] + m * (a1 - a[1]) / 2 * crossed * most[0])
    _closes(odds < 1, "w_11 before m")
    _closes(apart < 1, "w_1j before m")
    for j in (0, 1):
        _closes(V[j] + moved[j] < most[j], f"V_{j + 2} before m")
    return Before(odds.upper(), apart.upper(), (moved[0].upper(), moved[1].upper()))


def _closes(condition: object, what: str) -> None:
    if not condition:
        raise BoundError(f"the bound of {what} does not improve itself")


def _sizes(given: Meeting) -> list[arb]:
    """Return upper bounds of |V_2(m)| and |V_3(m)|."""
    return [norm(abs(ball(entry)).upper() for entry in row) for row in given.V]


def _phi(given: Meeting, t: arb) -> arb:
    return 1 + ball(given.c) * ((2 * ball(given.rates[0]) * t).exp() - 1)


def _closed_forms(given: Meeting, t: arb) -> tuple[arb, list[arb]]:
    """Return l and f_2, f_3 at t."""
    (a1, *a), phi = [ball(rate) for rate in given.rates], _phi(given, t)
    f = [ball(given.u[j]) * ((a1 + a[j]) * t).exp() * phi ** (-(3 * a1 + a[j]) / (4 * a1)) for j in (0, 1)]
    return ball(given.c) * (2 * a1 * t).exp() / phi, f


def _products(given: Meeting, moved: Sequence[arb], growth: Sequence[arb]) -> arb_mat:
    """Return balls around S at another time: V_j(m) moved by so much at most, then grown by a factor."""
    V, S = _sizes(given), arb_mat(2, 2)
    for j, k in ((0, 0), (0, 1), (1, 1)):
        exact = sum((p * q for p, q in zip(given.V[j], given.V[k], strict=True)), Fraction(0))
        error = V[j] * moved[k] + V[k] * moved[j] + moved[j] * moved[k]
        S[j, k] = S[k, j] = widened(ball(exact), error.upper()) * growth[j] * growth[k]
    return S


def _whole(first: arb, v: Sequence[arb], S: arb_mat) -> arb_mat:
    """Return W from w_11, v and its Schur complement S, shape (3, 3)."""
    block = [[v[j] * v[k] / first + S[j, k] for k in (0, 1)] for j in (0, 1)]
    return arb_mat([[first, *v], [v[0], *block[0]], [v[1], *block[1]]])
