r"""Minibatch noise and finite samples, one layer: W+ = W - eta (W - I) A_B with a fresh batch of B samples at every step.

    mean       E W_k is gradient descent, exactly: the batch is independent of W, and E A_B = A
               (shown for samples of two kinds, by all batches)
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

from itertools import product

from sympy import Add, Expr, ImmutableMatrix, MatAdd, MatrixExpr, MatrixSymbol, Mul, Rational, Symbol, log

from theory import one_layer
from theory.algebra import symbols
from theory.algebra.calculus import derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, UNIT, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, I, W, d, deviation, eta
from theory.empirical import gaussian_moment

#: Second moments of W - I and of the first two samples of a batch, the distance W - I, and the mean of X S X over samples.
S, Q_1, Q_2, M, T = (MatrixSymbol(name, d, d) for name in ("S", "Q_1", "Q_2", "M", "T"))
#: Second moments x x^T of two kinds of samples.
P, Q = MatrixSymbol("P", d, d), MatrixSymbol("Q", d, d)
#: The size of a batch, a rate, an entry; the share of the first of two kinds of samples.
B, a, w, p = Symbol("B", positive=True), Symbol("a", positive=True), Symbol("w", positive=True), Symbol("p", positive=True)


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


def mean_step(size: int) -> Equation:
    """State that the mean of W+ over all fresh batches of a size, of samples of two kinds, is a step of gradient descent."""
    rates = p * P + (1 - p) * Q
    return _mean(
        "minibatch.mean_step",
        Add(*[share * (W - eta * (W - I) * moment) for share, moment in _batches(size)]),
        W - eta * (W - I) * rates,
        (r"\mathbb{E}\, W_{+}", r"W - \eta (W - I) A"),
        {"W_{+}": r"W - \eta (W - I) A_B", "A": r"p P + (1 - p) Q"},
        (one_layer.flow(),),
    )


def mean_of_two_steps(size: int) -> Equation:
    """State that the mean of two steps over all pairs of fresh batches is two steps of gradient descent."""
    descent = I - eta * (p * P + (1 - p) * Q)
    batches = _batches(size)
    return _mean(
        "minibatch.mean_of_two_steps",
        Add(*[a * b * (W - I) * (I - eta * X) * (I - eta * Y) for a, X in batches for b, Y in batches]),
        (W - I) * descent * descent,
        (r"\mathbb{E} \bigl[ (W - I) (I - \eta A_B) (I - \eta A_B') \bigr]", r"(W - I) (I - \eta A)^2"),
        {"A": r"p P + (1 - p) Q"},
        (mean_step(size),),
    )


def _batches(size: int) -> list[tuple[Expr, MatrixExpr]]:
    """Return every batch of so many samples of two kinds: its probability, and its moment A_B."""
    kinds = ((p, P), (1 - p, Q))
    return [
        (Mul(*[share for share, _ in drawn]), MatAdd(*[moment for _, moment in drawn]) / size)
        for drawn in product(kinds, repeat=size)
    ]


def _mean(
    name: str, lhs: MatrixExpr, rhs: MatrixExpr, shown: tuple[str, str], letters: dict[str, str], steps: tuple[Equation, ...]
) -> Equation:
    return Equation(
        id=name,
        lhs=lhs,
        rhs=rhs,
        domain=Domain({P: Matrices.SYMMETRIC, Q: Matrices.SYMMETRIC, W: Matrices.GENERAL, eta: POSITIVE, p: UNIT}),
        left=shown[0],
        shown=shown[1],
        letters=letters,
        remark=(
            r"a sample is of the kind with $x x^{T} = P$ with probability $p$, else of that with $Q$; $A_B$ and $A_B'$ are "
            "the means of fresh batches, on which $W$ does not depend"
        ),
        steps=steps,
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
