"""Coordinates with a_k = 0 are not decoupled: they enter the trained block through the noise.

    V(W)_ij = V(W_tt)_ij - 1/2 (a_i + a_j) sum_{r > s} w_ir w_rj      for i, j <= s

Source: new.

Legend: s trained coordinates, first; W_tt their block of W, s x s; r coordinates with a_r = 0
"""

from __future__ import annotations

from sympy import Add, ImmutableMatrix, Rational

from theory.algebra import symbols
from theory.algebra.domain import Domain
from theory.algebra.equation import Equation, explicit
from theory.algebra.letters import COMMON
from theory.algebra.symbols import A, W
from theory.two_layer import field


def decoupled(size: int, trained: int) -> Equation:
    """State that the trained block moves as if the coordinates with a_k = 0 were not there; false."""
    matrix = symbols.symmetric("w", size)
    moment = ImmutableMatrix.diag(*[symbols.rate(k) if k <= trained else 0 for k in range(1, size + 1)])
    whole = explicit(field(), {A: moment, W: matrix}, size)
    block = explicit(field(), {A: symbols.rates(trained), W: matrix[:trained, :trained]}, trained)
    letters = sorted(matrix.free_symbols | symbols.rates(trained).free_symbols, key=str)
    return Equation(
        id="irrelevant.decoupled",
        lhs=ImmutableMatrix(whole[:trained, :trained]),
        rhs=ImmutableMatrix(block),
        domain=Domain.of(letters),
        left=r"V(W)_{\mathrm{tt}}",
        shown=r"V(W_{\mathrm{tt}})",
        letters={
            r"A_{\mathrm{tt}}": "A_{1..s, 1..s}",
            r"W_{\mathrm{tt}}": "W_{1..s, 1..s}",
            "V(M)": COMMON["V(M)"].replace("A", r"A_{\mathrm{tt}}"),
        },
        remark=(
            r"with $1, \ldots, s$ the trained coordinates; on the left $V$ is the field of all coordinates, with $A$ in place of "
            r"$A_{\mathrm{tt}}$"
        ),
    )


def coupled(size: int, trained: int) -> Equation:
    """State how the coordinates with a_k = 0 enter the trained block."""
    alone = decoupled(size, trained)
    matrix = symbols.symmetric("w", size)

    def missing(row: int, column: int) -> Add:
        reach = Add(*[matrix[row, r] * matrix[r, column] for r in range(trained, size)])
        return Rational(1, 2) * (symbols.rate(row + 1) + symbols.rate(column + 1)) * reach

    return Equation(
        id="irrelevant.coupled",
        lhs=alone.lhs,
        rhs=alone.rhs - ImmutableMatrix(trained, trained, missing),
        domain=alone.domain,
        left=alone.left,
        shown=r"V(W_{\mathrm{tt}}) - \tfrac{1}{2} \Bigl[ (a_i + a_j) \sum_{r > s} w_{ir} w_{rj} \Bigr]_{ij}",
        letters=alone.letters,
        remark=alone.remark,
    )
