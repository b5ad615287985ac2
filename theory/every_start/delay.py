r"""The total correlation of the concepts never rises, and what that leaves to learning times.

    F(W) = sum_i ln w_ii - ln det W                    total correlation, twice; >= 0, and 0 for diagonal W alone
    F'   = - sum_i N_i / w_ii,   N_i = sum_{k != i} (a_i + a_k) w_ik^2
    C    correlations w_ij / sqrt(w_ii w_jj):  F = -ln det C = tr C - ln det C - d;  W -> I: the integral of -F' is F(W(0))
    w_kk (ln[ w/(1-w) ] - 2 a t)' = - N/(w (1-w)) >= - 2 N/w while w <= 1/2
    T_k  first passage of w_kk through 1/2, D_k = ln((1 - w_kk(0))/w_kk(0)) / (2 a_k), both where w_kk(0) < 1/2:
         D_k <= T_k <= D_k + F(W(0))/a_k,   sum_k 2 a_k (T_k - D_k) <= 2 F(W(0))
    d = 2  ln(|w_12|/sqrt(det W))' = -(a_1 + a_2) tr W / 2,   ln(|w_12|/sqrt(det(I - W)))' = (a_1 + a_2) (2 - tr W) / 2

Hypotheses: A = diag(a) >= 0, W(0) > 0, and a_k > 0 for T_k; no smallness and no order of the rates. While w_kk < 1/2, ln[w/(1-w)]
is above its start by 2 a_k t - 2 F(W(0)) at least, so it gets there. In another basis than that of A the law fails.

Source: new; -ln det C as a measure of independence is classical (Pham 2001).

Legend: A = diag(a) second moment, W map, symmetric, positive definite; w major entry w_kk, a its rate, N its noise; c_ij
correlation, s_i = sqrt(w_ii)
"""

from __future__ import annotations

from sympy import Add, Expr, ImmutableMatrix, Interval, KroneckerDelta, S, Sum, Symbol, log, prod

from theory import two_layer
from theory.algebra import indices, symbols
from theory.algebra.calculus import at_value
from theory.algebra.domain import NONNEGATIVE, POSITIVE, UNIT, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, I, W, d, entry, i, k, rate, t
from theory.algebra.symbols import a as rates
from theory.algebra.symbols import w as entries
from theory.area_law import along
from theory.exact_laws import determinant_slope
from theory.logistic import chain
from theory.two_layer import field, field_at

a, w, c, T = (Symbol(name, positive=True) for name in ("a", "w", "c", "T"))
N = Symbol("N", nonnegative=True)
#: The total correlation, twice, as LaTeX.
CORRELATION = r"\sum_i \ln w_{ii} - \ln \det W"
#: The noise of a major entry, as LaTeX.
NOISE = {"N_i": r"\sum_{k \ne i} (a_i + a_k)\, w_{ik}^2"}


def total_correlation(size: int) -> Expr:
    """Return F(W) = sum_i ln w_ii - ln det W of free entries."""
    matrix = symbols.symmetric("w", size)
    return Add(*[log(item) for item in matrix.diagonal()]) - log(matrix.det(method="berkowitz"))


def relative_noise() -> Equation:
    """State V_ii / w_ii - 2 [A (I - W)]_ii = -sum_{k != i} (a_i + a_k) w_ik^2 / w_ii for every d; their sum over i is F'."""
    letters = {A: indices.diagonal(rates), W: indices.symmetric(entries)}
    growth = indices.entries(field(), letters)(i, i) / entries[i, i]
    return Equation(
        id="delay.relative_noise",
        lhs=growth - 2 * indices.entries(A * (I - W), letters)(i, i),
        rhs=-Sum((1 - KroneckerDelta(i, k)) * (rates[i] + rates[k]) * entries[i, k] ** 2, (k, 1, d)) / entries[i, i],
        left=r"\frac{V(W)_{ii}}{w_{ii}} - 2 \bigl[ A (I - W) \bigr]_{ii}",
        shown=r"-\frac{1}{w_{ii}} \sum_{k \ne i} (a_i + a_k)\, w_{ik}^2",
        remark=rf"and the sum over $i$ is $\frac{{d}}{{dt}} \bigl[ {CORRELATION} \bigr]$",
        steps=(determinant_slope(),),
    )


def correlation_slope(size: int) -> Equation:
    """State F' = -sum_i N_i / w_ii with F differentiated entry by entry, d explicit."""
    span = range(1, size + 1)
    noise = {
        row: Add(*[(rate(row) + rate(k)) * entry("w", min(row, k), max(row, k)) ** 2 for k in span if k != row]) for row in span
    }
    return Equation(
        id="delay.correlation_slope",
        lhs=along(total_correlation(size), size),
        rhs=-Add(*[noise[row] / entry("w", row, row) for row in span]),
        domain=Domain({A: Matrices.DIAGONAL, W: Matrices.DEFINITE}).explicit(size),
        left=rf"\frac{{d}}{{dt}} \Bigl[ {CORRELATION} \Bigr]",
        shown=r"-\sum_i \frac{N_i}{w_{ii}}",
        letters=NOISE,
        remark="the left side is differentiated by entries along the flow, which are drawn from the sets that follow",
        steps=(two_layer.congruence_form(),),
    )


def correlations(size: int) -> Equation:
    """State that det W = w_11 ... w_dd det C for w_ij = s_i s_j c_ij, c_ii = 1: F = -ln det C, d explicit."""
    roots = symbols.vector("s", size)
    matrix = symbols.symmetric("c", size)
    matrix = matrix.xreplace(dict.fromkeys(matrix.diagonal(), S.One))
    scaled = ImmutableMatrix(size, size, lambda row, column: roots[row] * roots[column] * matrix[row, column])
    return Equation(
        id="delay.correlations",
        lhs=scaled.det(method="berkowitz"),
        rhs=prod(item**2 for item in roots) * matrix.det(method="berkowitz"),
        domain=Domain.of([*roots, *sorted(matrix.free_symbols, key=str)]),
        left=r"\det W",
        shown=r"w_{11} w_{22} \cdots w_{dd} \det C",
        letters={"W": "S C S", "w_{ii}": "s_i^2"},
        remark=r"where $S = \operatorname{diag}(s)$ and $C$ is symmetric with $c_{ii} = 1$",
    )


def log_odds_slope() -> Equation:
    """State (ln[w/(1-w)] - 2 a t)' = -N / (w (1 - w)) for w' = 2 a w (1 - w) - N."""
    return Equation(
        id="delay.log_odds_slope",
        lhs=chain(log(w / (1 - w)) - 2 * a * t, {w: 2 * a * w * (1 - w) - N, t: S.One}),
        rhs=-N / (w * (1 - w)),
        domain=Domain({a: POSITIVE, w: UNIT, N: NONNEGATIVE}),
        left=r"\frac{d}{dt} \Bigl[ \ln \frac{w}{1 - w} - 2 a t \Bigr]",
        remark=r"$\dot w = 2 a\, w (1 - w) - N$",
        steps=(two_layer.congruence_form(),),
    )


def half_is_enough() -> Equation:
    """State 2 N/w - N/(w (1 - w)) = N (1 - 2 w)/(w (1 - w)), >= 0 while w <= 1/2."""
    return Equation(
        id="delay.half_is_enough",
        lhs=2 * N / w - N / (w * (1 - w)),
        rhs=N * (1 - 2 * w) / (w * (1 - w)),
        domain=Domain({w: Interval.Lopen(0, S.Half), N: NONNEGATIVE}),
        left=r"\frac{2 N}{w} - \frac{N}{w (1 - w)}",
    )


def delay() -> Equation:
    """State what ln[w/(1-w)] - 2 a t has lost when w = 1/2 at T: 2 a (T - D), D = ln((1 - c)/c) / (2 a)."""
    followed = log(w / (1 - w)) - 2 * a * t
    return Equation(
        id="delay.delay",
        lhs=at_value(followed, (w, t), (c, 0)) - at_value(followed, (w, t), (S.Half, T)),
        rhs=2 * a * (T - log((1 - c) / c) / (2 * a)),
        domain=Domain({a: POSITIVE, c: Interval.open(0, S.Half), T: NONNEGATIVE}),
        left=r"g(c, 0) - g(\tfrac12, T)",
        letters={"g(w, t)": r"\ln \frac{w}{1 - w} - 2 a t"},
        shown=r"2 a\, (T - D),\quad D = \frac{1}{2 a} \ln \frac{1 - c}{c}",
        steps=(log_odds_slope(), half_is_enough()),
    )


def pair_correlation() -> Equation:
    """State 1/2 (ln[w_12^2 / det W])' = -(a_1 + a_2) tr W / 2 at d = 2: the correlation strictly falls in size."""
    matrix = symbols.symmetric("w", 2)
    return Equation(
        id="delay.pair_correlation",
        lhs=along(log(matrix[0, 1] ** 2 / matrix.det()) / 2, 2),
        rhs=-(rate(1) + rate(2)) * matrix.trace() / 2,
        domain=_pair(matrix),
        left=r"\frac{d}{dt} \ln \frac{|w_{12}|}{\sqrt{\det W}}",
        shown=r"-\tfrac12 (a_1 + a_2) \operatorname{tr} W",
        remark="differentiated by entries along the flow",
        steps=(two_layer.congruence_form(),),
    )


def pair_complement() -> Equation:
    """State 1/2 (ln[w_12^2 / det(I - W)])' = (a_1 + a_2) (2 - tr W) / 2 at d = 2."""
    matrix = symbols.symmetric("w", 2)
    return Equation(
        id="delay.pair_complement",
        lhs=along(log(matrix[0, 1] ** 2 / (ImmutableMatrix.eye(2) - matrix).det()) / 2, 2),
        rhs=(rate(1) + rate(2)) * (2 - matrix.trace()) / 2,
        domain=_pair(matrix),
        left=r"\frac{d}{dt} \ln \frac{|w_{12}|}{\sqrt{\det(I - W)}}",
        shown=r"\tfrac12 (a_1 + a_2) (2 - \operatorname{tr} W)",
        remark="differentiated by entries along the flow",
        steps=(two_layer.congruence_form(),),
    )


def _pair(matrix: ImmutableMatrix) -> Domain:
    """Return the domain of 0 < W < I at d = 2, w_12 > 0: its sign does not matter, as only its square is looked at."""
    own, beside, other = matrix[0, 0], matrix[0, 1], matrix[1, 1]
    sets = {own: Interval.open(S.One / 4, S(3) / 4), other: Interval.open(S.One / 4, S(3) / 4)}
    return Domain.of([rate(1), rate(2)], sets | {beside: Interval.open(0, S.One / 4)})


def slope_at(moment: ImmutableMatrix, matrix: ImmutableMatrix) -> Expr:
    """Return the exact F' = sum_i V_ii / w_ii - tr(W^{-1} V) at explicit matrices, A full: the entries are in another basis."""
    velocity = field_at(moment, matrix)
    own = [velocity[row, row] / matrix[row, row] for row in range(matrix.rows)]
    return Add(*own) - (matrix.inv() * velocity).trace()
