"""Proposition: a sign that is found is the sign at every point of the domain, and its term is equal to the expression."""

import pytest
from sympy import Interval, exp, oo, symbols

from tests.verify.proofs.reader import Reader
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, Domain
from verify.proofs.signs import sign

a, c, t, u, v, x = symbols("a c t u v x")
PLANE = Domain({u: Interval(2, 4), v: Interval(2, 4), x: Interval(-1, 1)})
CURVE = Domain({c: Interval(0, 1), a: POSITIVE, t: NONNEGATIVE})
ABOVE = Domain({u: Interval.open(0, 1), v: Interval.open(0, 1), x: REAL}, (u * v - x**2 > 0,))
ORDERED = Domain({u: POSITIVE, v: POSITIVE}, (u < v,))


@pytest.mark.parametrize(
    ("expression", "domain", "expected"),
    [
        (c * (exp(2 * a * t) - 1) + 1, CURVE, 1),
        (u * v - x**2, PLANE, 1),
        (x**2 / u - v, PLANE, -1),
        (u * v * (a - 1) ** 2 - x**2 * (a - 1) ** 2 + a, Domain({**ABOVE.sets, a: Interval.open(1, oo)}, ABOVE.conditions), 1),
        (v - u, ORDERED, 1),
        ((1 - u) / (v - 2), ABOVE, -1),
    ],
)
def test_a_sign_and_its_term(expression, domain, expected):
    found, text = sign(expression, domain)
    assert found == expected
    letters = {str(letter): letter for letter in expression.free_symbols}
    assert (found * Reader(text, letters).scalar() - expression).simplify() == 0


@pytest.mark.parametrize(
    ("expression", "domain"),
    [(c * exp(t * a) - c, CURVE), (x, PLANE), (u - v, PLANE), (u + v - 1, ABOVE), (c, CURVE), (u - 2, PLANE)],
)
def test_what_has_no_sign_has_none(expression, domain):
    assert sign(expression, domain) is None
