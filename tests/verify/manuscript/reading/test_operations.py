"""Proposition: scalars, matrices and matrix expressions are combined as in mathematics, and what has no meaning is refused."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Determinant, ImmutableMatrix, Rational, S, Symbol, Trace, exp, sqrt, symbols

from theory.algebra.symbols import A, W, z
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.reading.operations import SIMPLE, added, commutator, divided, multiplied, raised, stacked, transposed

a, b = symbols("a b")
COLUMN = ImmutableMatrix([a, b])
ROW = COLUMN.T
SQUARE = ImmutableMatrix([[a, 1], [0, b]])


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (multiplied(ROW, COLUMN), a**2 + b**2),
        (multiplied(COLUMN, ROW), COLUMN * ROW),
        (multiplied(multiplied(ROW, COLUMN), SQUARE), (a**2 + b**2) * SQUARE),
        (multiplied(a, SQUARE), a * SQUARE),
        (added(ImmutableMatrix([[a]]), b), a + b),
        (added(z.T * W * z, a), Trace(z.T * W * z) + a),
        (transposed(SQUARE), SQUARE.T),
        (transposed(a * b), a * b),
        (divided(S.One, a), 1 / a),
        (raised(SQUARE, S(2)), SQUARE * SQUARE),
        (raised(SQUARE, S(-1)), SQUARE.inv()),
        (raised(W, S(2)), W**2),
        (commutator(A, W), A * W - W * A),
        (commutator(COLUMN, 2 * COLUMN), ImmutableMatrix([[a, 2 * a], [b, 2 * b]])),
        (stacked([COLUMN, S.One], 3), ImmutableMatrix([a, b, 1])),
        (stacked([COLUMN, S.Zero], 4), ImmutableMatrix([a, b, 0, 0])),
        (SIMPLE["norm"](COLUMN), sqrt(a**2 + b**2)),
        (SIMPLE["frobenius"](SQUARE), sqrt(a**2 + b**2 + 1)),
        (SIMPLE["tr"](SQUARE), a + b),
        (SIMPLE["tr"](A * W), Trace(A * W)),
        (SIMPLE["det"](SQUARE), a * b),
        (SIMPLE["det"](W), Determinant(W)),
        (SIMPLE["exp"](ImmutableMatrix.diag(a, b)), ImmutableMatrix.diag(exp(a), exp(b))),
    ],
)
def test_values(found: Any, expected: Any) -> None:
    assert found == expected or (found - expected).expand() == 0


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        (added, (SQUARE, a)),
        (transposed, (a,)),
        (divided, (a, SQUARE)),
        (raised, (a, S(65))),
        (raised, (SQUARE, Rational(1, 2))),
        (raised, (W, Symbol("n"))),
        (commutator, (a, b)),
        (stacked, ([SQUARE, a], 3)),
        (SIMPLE["norm"], (SQUARE,)),
        (SIMPLE["abs"], (COLUMN,)),
        (SIMPLE["tr"], (a,)),
        (SIMPLE["exp"], (SQUARE,)),
    ],
)
def test_what_has_no_meaning_is_refused(operation: Any, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(NotReadError):
        operation(*arguments)
