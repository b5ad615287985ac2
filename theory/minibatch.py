r"""Minibatch noise and finite samples, one layer: W+ = W - eta (W - I) A_B with a fresh batch of B samples at every step.

    mean       E W_k is gradient descent, exactly: the batch is independent of W, and E A_B = A
    one step   M = W - I:  M+ = M (I - eta A_B),  M+^T M+ = S - eta (A_B S + S A_B) + eta^2 A_B S A_B,  S = M^T M
    batches    E A_B S A_B = A S A + (T(S) - A S A)/B,  T(S) = E[(x^T S x) x x^T]
    so         E S+ = S - eta (A S + S A) + eta^2 [ A S A + (T(S) - A S A)/B ];  the expected test loss is z^T S z / 2
    Gaussian   T(S) of N(m, D) is (tr S D + m^T S m)(D + m m^T) + 2 (D S D + m m^T S D + D S m m^T); T is the mean over clusters
    times      T_k = ln(2 (1 - w))/a_k for w_ki(0) = 0, i != k: to first order its relative deviation is that of (A_n)_kk

Samples of a batch are independent draws from the mixture of clusters, which are not stratified.

Source: new for this task; the technique is classical (second moments of stochastic gradient descent on least squares).

Legend: A second moment; A_B that of a batch; S = E (W - I)^T (W - I), d x d; x sample, m mean and D = diag(sigma^2) covariance of
a cluster; eta step on the loss clock
"""

from __future__ import annotations

from sympy import Add, ImmutableMatrix, MatrixSymbol, Rational, Symbol, log

from theory.algebra import symbols
from theory.algebra.calculus import derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, UNIT, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, I, d, deviation, eta
from theory.empirical import gaussian_moment

#: Second moments of W - I and of the first two samples of a batch, the distance W - I, and the mean of X S X over samples.
S, Q_1, Q_2, M, T = (MatrixSymbol(name, d, d) for name in ("S", "Q_1", "Q_2", "M", "T"))
B, a, w = Symbol("B", positive=True), Symbol("a", positive=True), Symbol("w", positive=True)


def one_step() -> Equation:
    """State M+^T M+ for M+ = M (I - eta A), A being the moment of the batch, in every dimension."""
    stepped = M * (I - eta * A)
    square = M.T * M
    return Equation(
        id="minibatch.one_step",
        lhs=stepped.T * stepped,
        rhs=square - eta * (A * square + square * A) + eta**2 * A * square * A,
        domain=Domain({A: Matrices.SYMMETRIC, M: Matrices.GENERAL, eta: POSITIVE}),
        left=r"M_{+}^{T} M_{+}",
        shown=r"S - \eta (A_B S + S A_B) + \eta^2 A_B S A_B",
        letters={"M_{+}": r"M (I - \eta A_B)", "S": "M^{T} M", "A_B": "A"},
    )


def two_samples() -> Equation:
    """State A_B S A_B for a batch of two: two terms of a sample with itself, two of different samples."""
    batch = (Q_1 + Q_2) / 2
    kinds = dict.fromkeys((S, Q_1, Q_2), Matrices.SYMMETRIC)
    return Equation(
        id="minibatch.two_samples",
        lhs=batch * S * batch,
        rhs=(Q_1 * S * Q_1 + Q_2 * S * Q_2) / 4 + (Q_1 * S * Q_2 + Q_2 * S * Q_1) / 4,
        domain=Domain(kinds),
        left=r"\tfrac14 (Q_1 + Q_2) S (Q_1 + Q_2)",
        remark=r"$A_B = \tfrac12 (Q_1 + Q_2)$ is the moment of a batch of two",
    )


def batch() -> Equation:
    """State the mean over batches of B: B terms of a sample with itself, of mean T, and B (B - 1) others, of mean A S A."""
    return Equation(
        id="minibatch.batch",
        lhs=(B * T + B * (B - 1) * A * S * A) / B**2,
        rhs=A * S * A + (T - A * S * A) / B,
        domain=Domain({A: Matrices.SYMMETRIC, S: Matrices.SYMMETRIC, T: Matrices.SYMMETRIC, B: POSITIVE}),
        left=r"B^{-2} \bigl[ B\, T + B (B - 1)\, A S A \bigr]",
        shown=r"A S A + \tfrac1B (T - A S A)",
        remark=r"$T = \mathbb{E}[(x^{T} S x)\, x x^{T}]$",
        steps=(two_samples(),),
    )


def fourth_moment(size: int) -> Equation:
    """State T(S) of one Gaussian cluster from the moment generating functions of its coordinates, d explicit."""
    weight, mean = symbols.symmetric("s", size), symbols.vector("m", size)
    spread = ImmutableMatrix.diag(*[deviation(k) ** 2 for k in range(1, size + 1)])
    span = range(size)

    def entry(row: int, column: int) -> object:
        terms = []
        for first in span:
            for second in span:
                factor = weight[first, second]
                for k in span:
                    order = [row, column, first, second].count(k)
                    factor *= gaussian_moment(order, mean[k], deviation(k + 1)) if order else 1
                terms.append(factor)
        return Add(*terms)

    own = (weight * spread).trace() + (mean.T * weight * mean)[0]
    beside = mean * mean.T * weight * spread
    stated = own * (spread + mean * mean.T) + 2 * (spread * weight * spread + beside + beside.T)
    letters = [*mean, *sorted(weight.free_symbols, key=str)]
    return Equation(
        id="minibatch.fourth_moment",
        lhs=ImmutableMatrix(size, size, entry),
        rhs=ImmutableMatrix(stated),
        domain=Domain(dict.fromkeys(letters, REAL) | {deviation(k + 1): NONNEGATIVE for k in span}),
        left=r"\mathbb{E}[(x^{T} S x)\, x x^{T}]",
        shown=(r"(\operatorname{tr} S D + m^{T} S m) (D + m m^{T}) + 2 (D S D + m m^{T} S D + D S m m^{T})"),
        remark=r"$x$ is drawn from $N(m, D)$, $D$ diagonal with $\sigma_k^2$",
    )


def time_slope() -> Equation:
    """State that a d/da ln T = -1 for T = ln(2 (1 - w))/a: to first order a relative error of the rate is one of the time."""
    time = log(2 * (1 - w)) / a
    return Equation(
        id="minibatch.time_slope",
        lhs=a * derivative(log(time), a),
        rhs=Rational(-1),
        domain=Domain({a: POSITIVE, w: UNIT}, (w < Rational(1, 2),)),
        left=r"a \frac{d}{da} \ln T",
        letters={"T": r"\frac{1}{a} \ln(2 (1 - w))"},
        remark="the time at which $1 - (1 - w) e^{-a t}$ is 1/2",
    )
