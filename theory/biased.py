"""One layer with biases, f(x) = W x + b: the same flow for [W b], on inputs x~ = (x, 1).

    gradient   dL/d[W b] = ([W b] - [I 0]) A~,     A~ = E x~ x~^T = [[A, m], [m^T, 1]],  m = E x
    solution   [W b](t) = [I 0] + ([W b](0) - [I 0]) exp(-A~ t)
    flip       with m = mu / clusters and A = a I:  A~ (mu, 0) = a (mu, 0) + (m . mu) (0, 1),  A~ (0, 1) = (m, 1)

The rates are the eigenvalues of A~, not a_k. At a_1 = a_2 = a the span of (mu, 0) and (0, 1) is invariant, so from zero both
concepts of x_hat = mu are learned in step, as without biases.

Source: new; biases are trained in the released code (FFTYYY/ConceptDynamics-code).

Legend: W d x d, b d; A~ (d+1) x (d+1); mu signals; t loss time
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, ImmutableMatrix, MatrixSymbol, Rational, Symbol

from theory.algebra import symbols
from theory.algebra.calculus import TimeDerivative, derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, d, signal
from theory.task import sample_loss

#: [W b](0), the target [I 0] and exp(-A~ t), as letters; A stands for A~.
START = MatrixSymbol("S", d, d)
TARGET = MatrixSymbol("P", d, d)
DECAY = MatrixSymbol("E", d, d)
share = Symbol("rho", positive=True)
common = Symbol("a", positive=True)


@cache
def gradient(size: int, samples: int) -> Equation:
    """State the gradient of the mean loss over any samples in all of [W b], by differentiation at explicit d."""
    letters = symbols.full("w", size, size + 1)
    points = [symbols.sample(number, size) for number in range(1, samples + 1)]
    target = ImmutableMatrix.eye(size).row_join(ImmutableMatrix.zeros(size, 1))
    residuals = [letters * point.col_join(ImmutableMatrix([1])) - point for point in points]
    loss = sum((item.dot(item) for item in residuals), start=Rational(0)) / (2 * samples)
    moment = augmented_moment(points)
    symbols_used = [*letters, *(item for point in points for item in point)]
    return Equation(
        id="biased.gradient",
        lhs=letters.applyfunc(lambda letter: derivative(loss, letter)),
        rhs=(letters - target) * moment,
        domain=Domain(dict.fromkeys(symbols_used, REAL)),
        left=r"\frac{\partial L}{\partial \tilde W}",
        shown=r"(\tilde W - P)\, \tilde A",
        letters={
            r"\tilde W": "W",
            "P_{ij}": r"\delta_{ij}",
            r"\tilde A": r"\tfrac1N \sum_{k=1}^{N} y_k y_k^{T}",
            "y_k": "(x_k, 1)",
        },
        remark=r"with $\tilde W = [W\ b]$ and $P = [I\ 0]$; $x_{ki}$ are the entries of the samples",
        steps=(sample_loss(2, 3),),
    )


def augmented_moment(points: list[ImmutableMatrix]) -> ImmutableMatrix:
    """Return A~ of the given samples."""
    first, *rest = points
    moment = sum((point * point.T for point in rest), start=first * first.T) / len(points)
    return _blocks(moment, sum(rest, start=first) / len(points))


@cache
def solution() -> Equation:
    """State that P + (S - P) E solves the flow -(W~ - P) A~ when E' = -E A~, in every dimension."""
    solved = TARGET + (START - TARGET) * DECAY
    return Equation(
        id="biased.solution",
        lhs=TimeDerivative(solved, (DECAY, -DECAY * A)),
        rhs=-(solved - TARGET) * A,
        domain=Domain(
            {A: Matrices.SYMMETRIC, START: Matrices.GENERAL, TARGET: Matrices.GENERAL, DECAY: Matrices.GENERAL},
        ),
        left=r"\frac{d}{dt} \bigl[ P + (\tilde W(0) - P)\, e^{-\tilde A t} \bigr]",
        shown=r"-(\tilde W(t) - P)\, \tilde A",
        letters={r"\tilde W(t)": r"P + (\tilde W(0) - P)\, E", "E": r"e^{-\tilde A t}", r"\tilde W(0)": "S", r"\tilde A": "A"},
        at_start=("W",),
        remark=(
            r"and $P = [I\ 0]$; the proof is word by word, and so holds for $S$ and $P$ of $d \times (d + 1)$, $A$ and $E$ of "
            r"$(d + 1) \times (d + 1)$ entries"
        ),
        steps=(gradient(1, 2),),
    )


def invariant_span(size: int) -> Equation:
    """State A~ on (mu, 0) and on (0, 1) at equal rates: combinations of the same two vectors.

    A~ has A = a I and m = rho mu, rho = 1/s, or 1/(s + 1) with the origin cluster.
    """
    mu = ImmutableMatrix([signal(index) for index in range(1, size + 1)])
    pattern, bias = mu.col_join(ImmutableMatrix([0])), ImmutableMatrix.zeros(size, 1).col_join(ImmutableMatrix([1]))
    images = _blocks(common * ImmutableMatrix.eye(size), share * mu) * pattern.row_join(bias)
    stated = (common * pattern + share * mu.dot(mu) * bias).row_join(share * pattern + bias)
    return Equation(
        id="biased.invariant_span",
        lhs=images,
        rhs=stated,
        domain=Domain({**dict.fromkeys(mu, NONNEGATIVE), share: POSITIVE, common: POSITIVE}),
        left=r"\tilde A\, [(\mu, 0),\ (0, 1)]",
        shown=r"[a (\mu, 0) + \rho \lVert \mu \rVert^2 (0, 1),\ \rho (\mu, 0) + (0, 1)]",
        remark=r"$\tilde A$ is that of equal rates, $A = a I$ and $m = \rho \mu$",
        steps=(solution(),),
    )


def first_setting_moment() -> ImmutableMatrix:
    """Return A~ of the first setting of Fig. 2b as coded: mu (1, 2), sigma .05 as a variance, a third cluster at the origin."""
    third = Rational(1, 3)
    variance = Rational(1, 20)
    return ImmutableMatrix([[variance + third, 0, third], [0, variance + 4 * third, 2 * third], [third, 2 * third, 1]])


def characteristic(moment: ImmutableMatrix, value: Expr) -> Expr:
    """Return det(value I - A~)."""
    return (value * ImmutableMatrix.eye(moment.rows) - moment).det(method="berkowitz")


def _blocks(moment: ImmutableMatrix, mean: ImmutableMatrix) -> ImmutableMatrix:
    """Return A~ = [[A, m], [m^T, 1]]."""
    return moment.row_join(mean).col_join(mean.T.row_join(ImmutableMatrix([1])))
