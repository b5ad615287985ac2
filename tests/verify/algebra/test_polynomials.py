"""The second engine says equal, different, or that a side is no quotient of polynomials."""

import pytest
from sympy import Determinant, ImmutableMatrix, Trace, exp, eye, sqrt, symbols

from theory import Domain, Equation, Matrices
from theory.algebra.symbols import A, I, W
from verify.algebra.polynomials import agrees

x, y = symbols("x y", real=True)
SYMMETRIC = Domain({A: Matrices.SYMMETRIC, W: Matrices.SYMMETRIC})
GENERAL = Domain({A: Matrices.GENERAL, W: Matrices.GENERAL})


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((x + y) ** 3, x**3 + 3 * x**2 * y + 3 * x * y**2 + y**3, True),
        ((x + y) ** 2, x**2 + y**2, False),
        (1 / (1 + x) + 1 / (1 - x), 2 / (1 - x**2), True),
        (1 / (1 + x), 1 - x, False),
        (x / 3, x * 3, False),
        (sqrt(x) ** 4, x**2, True),
        (sqrt(x), x, None),
        (exp(x), exp(x), None),
        (x**200, x**200, None),
        (ImmutableMatrix([[x, y], [0, 1]]) ** 2, ImmutableMatrix([[x**2, x * y + y], [0, 1]]), True),
    ],
)
def test_scalars_and_explicit_matrices(left, right, expected):
    assert agrees(Equation("e.e", left, right)) is expected


@pytest.mark.parametrize(
    ("left", "right", "domain", "expected"),
    [
        (A * W, (W * A).T, SYMMETRIC, True),
        (A * W, (W * A).T, GENERAL, False),
        (A * W, W * A, SYMMETRIC, False),
        (W.I * W, I, GENERAL, True),
        ((A * W).I, W.I * A.I, GENERAL, True),
        ((A * W).I, A.I * W.I, GENERAL, False),
        (Trace(A * W), Trace(W * A), GENERAL, True),
        (Trace(A * W), Trace(A) * Trace(W), GENERAL, False),
        (Determinant(A * W), Determinant(A) * Determinant(W), GENERAL, True),
        (W**-2, W.I * W.I, GENERAL, True),
    ],
)
def test_matrices(left, right, domain, expected):
    assert agrees(Equation("e.e", left, right, domain)) is expected


def test_an_inverse_is_that_of_sympy():
    letters = ImmutableMatrix(3, 3, symbols("m:9"))
    assert agrees(Equation("e.e", letters.inv() * letters, ImmutableMatrix(eye(3)))) is True
