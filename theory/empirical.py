"""How far the second moment of finitely many samples is from that of the task.

    A_n = 1/(s n) sum_p sum_k x x^T, n samples from each of s clusters
    var (A_n)_ij = (1 + 1{i = j}) [ sigma_i^2 sigma_j^2 + (mu_i^2 sigma_j^2 + mu_j^2 sigma_i^2)/s ] / (s n)

The samples are independent, so the variance is 1/(s n) times the mean over the clusters of var(x_i x_j), from fourth moments.

Source: new (elementary: moments of Gaussians).

Legend: mu, sigma signals and deviations; s concepts; n samples a cluster
"""

from __future__ import annotations

from sympy import Expr, ImmutableMatrix, Rational, Symbol, exp

from theory.algebra.calculus import at_value, derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, Domain
from theory.algebra.equation import Equation
from theory.algebra.symbols import deviation, signal
from theory.task import second_moment

n = Symbol("n", positive=True)
#: Mean and deviation of one coordinate.
MEAN, SPREAD = Symbol("m", real=True), Symbol("sigma", nonnegative=True)


def moment_variance(concepts: int) -> Equation:
    """State the variance of every entry of A_n, from the moment generating functions of the clusters."""
    clusters = range(1, concepts + 1)
    tables = [_variances(cluster, concepts) for cluster in clusters]
    derived = sum(tables, start=ImmutableMatrix.zeros(concepts)) / concepts / (concepts * n)
    letters = [symbol for p in clusters for symbol in (signal(p), deviation(p))]
    return Equation(
        id="empirical.moment_variance",
        lhs=derived,
        rhs=ImmutableMatrix(concepts, concepts, lambda row, column: _stated(row + 1, column + 1, concepts)),
        domain=Domain({**dict.fromkeys(letters, NONNEGATIVE), n: POSITIVE}),
        left=r"\operatorname{var} (A_n)_{ij}",
        shown=(
            r"\frac{1 + \mathbf{1}\{i = j\}}{s n}"
            r" \Bigl[ \sigma_i^2 \sigma_j^2 + \tfrac{1}{s} (\mu_i^2 \sigma_j^2 + \mu_j^2 \sigma_i^2) \Bigr]"
        ),
        steps=(second_moment(2, 2),),
        believed="that the variance of a mean of independent samples is that of one of them over their number",
    )


def _stated(row: int, column: int, concepts: int) -> Expr:
    if row == column:
        return (2 * deviation(row) ** 4 + 4 * signal(row) ** 2 * deviation(row) ** 2 / concepts) / (concepts * n)
    crossed = signal(row) ** 2 * deviation(column) ** 2 + signal(column) ** 2 * deviation(row) ** 2
    return (deviation(row) ** 2 * deviation(column) ** 2 + crossed / concepts) / (concepts * n)


def _variances(cluster: int, concepts: int) -> ImmutableMatrix:
    """Return var(x_i x_j) within one cluster; its coordinates are independent, and all means but one are zero."""

    def variance(row: int, column: int) -> Expr:
        first, second = row + 1, column + 1
        if first == second:
            return _moment(first, cluster, 4) - _moment(first, cluster, 2) ** 2
        return _moment(first, cluster, 2) * _moment(second, cluster, 2)

    return ImmutableMatrix(concepts, concepts, variance)


def _moment(index: int, cluster: int, order: int) -> Expr:
    """Return E[x^order] of one coordinate; its mean is mu_p in its own cluster, else 0."""
    return gaussian_moment(order, signal(index) if index == cluster else Rational(0), deviation(index))


def gaussian_moment(order: int, mean: Expr = MEAN, spread: Expr = SPREAD) -> Expr:
    """Return E[x^order] for x ~ N(m, sigma^2): the derivative at 0 of exp(m k + sigma^2 k^2 / 2), not carried out."""
    dual = Symbol("k")
    return at_value(derivative(exp(mean * dual + spread**2 * dual**2 / 2), (dual, order)), dual, 0)
