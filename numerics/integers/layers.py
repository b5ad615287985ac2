r"""Two free layers in Python integers: their flow as one of a symmetric matrix, proved as in `numerics.integers.flow`.

    S = (W_2; W_1^T)(W_2; W_1^T)^T = [[P, W], [W^T, R]],   S' = F(S) = X S + S X,   X = J - N(S)        (loss clock)
    J = [[0, A], [A, 0]],   N(S) = [[0, W A], [A W^T, 0]]

F is quadratic, as V is, and ||F(S)|| <= 2 max(a) ||S|| (1 + ||S||), with the same bounds of its derivatives. For symmetric
M = [[p, e], [e^T, q]] and G = (W - I) A, the norm of X as an operator is that of G, and

    <M, DF(S) M> = 2 tr(M X M) - 2 [ tr(e A e^T P) + tr(p e A W^T) + tr(q A e^T W) + tr(e^T e A R) ].

The first of the four is at least -d max(a) |e|^2 and the last at least -(d a' + |R| (max(a) - min(a))/2) |e|^2, a' the middle
of the rates and -d a lower bound of the eigenvalues of P and R; the others are at most max(a) |W| |M|^2 / 2 together. As
|e|^2 <= |M|^2 / 2, the logarithmic norm is at most

    m = 2 |G| + max(a) |W| + (max(a) - min(a)) |R| / 2 + 2 max(a) d.

|.| of G, W and R is the root of the greatest sum of a row times that of a column, over the hull. The hull holds the segment from
the polynomial to S, and S >= 0 along its flow, so that d is at most the error.

Source: defect control with a logarithmic norm (Dahlquist 1958); for this flow: new.

Legend: W_1 (h, d), W_2 (d, h); S (2 d, 2 d); A = diag(a), a = alpha / D; C integers over 2^P.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from numerics.integers import flow
from numerics.integers.flow import Law, Matrix, OnStep, Rates, Rows, Step, ceil_div, dot, root_up


def squares(W1: Rows, W2: Rows) -> list[list[Fraction]]:
    """Return S of two layers, exactly, shape (2 d, 2 d)."""
    rows = [*W2, *([row[k] for row in W1] for k in range(len(W2)))]
    return [[sum((x * y for x, y in zip(p, q, strict=True)), Fraction(0)) for q in rows] for p in rows]


def series(C_0: Matrix, rates: Rates, h: Fraction, order: int, bits: int) -> tuple[list[Matrix], int]:
    """Return C_0..C_N and a bound of the defect over 2^P, rounded up.

    C_{n+1} is h F_n / (n+1) rounded; F_n = (2^P L_n - T_n - T_n^T) / (D 2^(2P)), L_n = J C_n + C_n J, T_n = sum_k N(C_k) C_{n-k}.
    """
    n2, d, alpha = len(C_0), len(C_0) // 2, rates.alpha
    unit = rates.D * h.denominator << bits
    coefficients, defect = [C_0], 0
    left: Matrix = [[] for _ in C_0]
    right: Matrix = [[] for _ in C_0]
    for n in range(order):
        C_n = coefficients[n]
        JC = [[alpha[i % d] * entry for entry in C_n[(i + d) % n2]] for i in range(n2)]
        pull = [[C_n[i][d + j] * alpha[j] for j in range(d)] for i in range(d)]
        N = [[0] * d + row for row in pull] + [[*column, *[0] * d] for column in zip(*pull, strict=True)]
        left, right = [left[i] + N[i] for i in range(n2)], [C_n[i] + right[i] for i in range(n2)]
        T = [[dot(y, c) for c in right] for y in left]
        speed = [[h.numerator * ((JC[i][j] + JC[j][i] << bits) - T[i][j] - T[j][i]) for j in range(n2)] for i in range(n2)]
        after, residual = flow.next_coefficient(speed, unit * (n + 1))
        coefficients.append(after)
        defect += residual
    return coefficients, ceil_div(defect, unit) + flow.high_degrees(coefficients, rates, h, bits)


def size_up(M: Matrix) -> int:
    """Return a bound of the norm as an operator of every matrix with entries of at most these sizes, rounded up."""
    return root_up(max(map(sum, M)) * max(map(sum, zip(*M, strict=True))))


def log_norm_up(low: Matrix, high: Matrix, rates: Rates, bits: int, error: int) -> Fraction:
    """Return the bound m of the module's head over the hull, for nonnegative rates; `error` over 2^P is the bound of ||E||."""
    d, alpha, one = len(low) // 2, rates.alpha, 1 << bits
    size = flow.sizes(low, high)
    W, R = [row[d:] for row in size[:d]], [row[d:] for row in size[d:]]
    off = [[[ends[i][d + j] - (one if i == j else 0) for j in range(d)] for i in range(d)] for ends in (low, high)]
    G = [[alpha[j] * entry for j, entry in enumerate(row)] for row in flow.sizes(*off)]
    most, least = max(alpha), min(alpha)
    doubled = 4 * size_up(G) + 2 * most * size_up(W) + (most - least) * size_up(R) + 4 * most * error
    return Fraction(doubled, 2 * rates.D << bits)


#: The law of free layers.
FREE = Law(series, log_norm_up)


def prove_steps(
    S0: Rows,
    a: Sequence[Fraction],
    horizon: Fraction,
    order: int,
    bits: int,
    most: int,
    on_step: OnStep | None = None,
) -> list[Step]:
    """Return proved steps on [0, horizon] of S' = F(S) from S0, that of two layers by `squares`.

    Raises
    ------
    UnprovedError : if a step cannot be proved at this precision
    WorkError : if more steps are needed
    """
    return flow.prove_steps(S0, a, horizon, order, bits, most, on_step, FREE)
