r"""Proposition: a definition says what it says for its own indices and no others, and none that leads back to itself is read."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Expr, ImmutableMatrix, symbols

from theory.algebra.equation import Equation
from theory.algebra.symbols import full, rates, vector
from verify.manuscript.grammar.parser import parse
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.reading.meaning import value
from verify.manuscript.reading.scope import scope

W, A, Z = full("w", 2), rates(2), vector("z", 2)
a_1, a_2 = A.diagonal()
x = symbols("x")
LETTERS = {
    "b_i": "2 a_i",
    "B_{ij}": "a_i w_{ij}",
    "n_{ii}": "a_i",
    "m_{1j}": "a_j",
    "c": "a_1 + a_2",
    "p": "q",
    "q": "p",
    "f(M; v)": "M v",
    "g(y)": "y^2",
}
EQUATION = Equation("x.y", W * A * ImmutableMatrix([Z.T, Z.T]), W * A, left="W", letters=LETTERS)


def read(text: str) -> Any:
    return value(parse(text), scope(EQUATION))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b_2", 2 * a_2),
        ("b^{T} b", 4 * a_1**2 + 4 * a_2**2),
        ("B_{12}", a_1 * W[0, 1]),
        ("(B z)_1", a_1 * (W[0, :] * Z)[0]),
        (r"\operatorname{tr}(B - A W)", 0),
        (r"\operatorname{tr}(\operatorname{diag}(b_i))", 2 * a_1 + 2 * a_2),
        (r"\operatorname{tr}([a_i w_{ji}]_{ij} - A W^{T})", 0),
        (r"\operatorname{tr}(W_{1..1, 1..1})", W[0, 0]),
        ("n_{22}", a_2),
        ("m_{12}", a_2),
        ("c", a_1 + a_2),
        ("f(W; z)_2", (W * Z)[1]),
        ("g(c)", (a_1 + a_2) ** 2),
        (r"\sum_i b_i", 2 * a_1 + 2 * a_2),
        ("e_1^{T} W e_2", W[0, 1]),
        (r"(I)_{12} + \delta_{11}", 1),
    ],
)
def test_definitions_are_read_at_their_indices(text: str, expected: Expr) -> None:
    assert (read(text) - expected).expand() == 0


@pytest.mark.parametrize("text", ["n_{12}", "m_{21}", "p", "b_{12}", "c_1", "f(W)", "V(W)_3", "W_{1..2}", "(W)_{13}"])
def test_other_indices_arguments_and_circles_are_refused(text: str) -> None:
    with pytest.raises(NotReadError):
        read(text)
