"""An identity is VERIFIED only if proved, REFUTED only with a point, UNDECIDED and VACUOUS for what they are."""

from functools import partial

import numpy as np
import pytest
from sympy import Abs, Function, Interval, S, exp, log, sqrt, symbols

from theory import Domain, Equation, Matrices, two_layer
from theory.algebra.domain import POSITIVE, REAL
from theory.algebra.symbols import A, W
from verify.claim import Outcome
from verify.methods import Identity, equality, identity

x, y = symbols("x y", real=True)
p, q = symbols("p q", positive=True)
RNG = np.random.default_rng(0)
TRUE = Equation("e.e", (x + 1) ** 2, x**2 + 2 * x + 1, Domain({x: REAL}))
MATRICES = Equation("e.e", A * W, (W * A).T, Domain({A: Matrices.SYMMETRIC, W: Matrices.SYMMETRIC}))


def outcome(left, right, sets, conditions=(), method=None):
    return (method or Identity()).run([Equation("e.e", left, right, Domain(sets, conditions))], RNG)


@pytest.mark.parametrize(
    ("left", "right", "sets", "expected"),
    [
        ((x + y) ** 2, x**2 + 2 * x * y + y**2, {x: REAL, y: REAL}, Outcome.VERIFIED),
        ((x + y) ** 2, x**2 + x * y + y**2, {x: REAL, y: REAL}, Outcome.REFUTED),
        (log(p * q), log(p) + log(q), {p: POSITIVE, q: POSITIVE}, Outcome.VERIFIED),
        (exp(x) * exp(y), exp(x + y), {x: REAL, y: REAL}, Outcome.VERIFIED),
        (x / x, S.One, {x: Interval(0, 1)}, Outcome.VERIFIED),
        (1 / p, p, {p: POSITIVE}, Outcome.REFUTED),
        (Abs(x), x, {x: REAL}, Outcome.REFUTED),
        (Abs(x), x, {x: S.EmptySet}, Outcome.VACUOUS),
        (A * W, W * A, {A: Matrices.SYMMETRIC, W: Matrices.SYMMETRIC}, Outcome.REFUTED),
        (A * W, (W * A).T, {A: Matrices.SYMMETRIC, W: Matrices.SYMMETRIC}, Outcome.VERIFIED),
        (A * W, (W * A).T, {A: Matrices.GENERAL, W: Matrices.SYMMETRIC}, Outcome.REFUTED),
    ],
)
def test_outcomes(left, right, sets, expected):
    assert outcome(left, right, sets).outcome is expected


def test_what_no_point_tells_apart_and_no_algebra_proves_is_undecided():
    result = outcome(sqrt(x**2 + 1) + Function("sign")(x) * 0, sqrt(x**2 + 1) + _invisible(x), {x: Interval(0, 1)})
    assert result.outcome is Outcome.UNDECIDED
    assert "could not be proved" in result.reason


def _invisible(x):
    """Return an expression that is 0 at every point drawn (rationals), and that SymPy does not simplify to 0."""
    from sympy import floor

    return floor(x * 24 * 10**6) / (24 * 10**6) * 0 + floor(x / 2) * (floor(x / 3 + x / 4))


def test_counterexamples_are_exact_and_shown():
    result = outcome(x**2, x, {x: REAL}, method=Identity(counterexample={"x": "1/2"}))
    assert result.counterexample == {"equation": "e.e", "left": "1/4", "right": "1/2", "at": {"x": "1/2"}}


def test_counterexamples_must_lie_in_the_domain():
    with pytest.raises(ValueError, match="counterexample must lie in the domain, but p = -1 does not"):
        outcome(p, p + 1, {p: POSITIVE}, method=Identity(counterexample={"p": "-1"}))


def test_a_pole_on_one_side_is_a_difference():
    assert outcome(x, 1 / x, {x: Interval(0, 1)}).outcome is Outcome.REFUTED


def test_a_domain_with_a_pole_of_both_sides_is_an_error():
    with pytest.raises(ArithmeticError, match="sides must be finite numbers at a point"):
        outcome(1 / x, 1 / x, {x: Interval(0, 1)})


def test_an_equality_lives_where_its_equations_are_stated():
    claim = equality("e.e", "Equal.", *(partial(two_layer.entry_form, size) for size in (2, 3)), two_layer.symmetry)
    assert claim.code == ("theory.two_layer.entry_form", "theory.two_layer.symmetry")
    assert [equation.id for equation in claim.equations()] == ["two_layer.entry_form"] * 2 + ["two_layer.symmetry"]
    assert equality("e.e", "Equal.", two_layer.symmetry, code=("theory.two_layer.field",)).code == ("theory.two_layer.field",)


@pytest.mark.parametrize("equation", [TRUE, MATRICES])
def test_a_second_engine_that_disagrees_is_an_error(monkeypatch, equation):
    monkeypatch.setattr(identity, "agrees", lambda _: False)
    result = Identity().run([equation], np.random.default_rng(0))
    assert result.outcome is Outcome.ERROR
    assert "engines disagree" in result.reason


def test_a_first_engine_that_disagrees_is_an_error(monkeypatch):
    monkeypatch.setattr(identity, "proved", lambda _: False)
    assert Identity().run([TRUE], np.random.default_rng(0)).outcome is Outcome.ERROR


def test_both_engines_are_counted():
    result = Identity().run([TRUE, MATRICES], np.random.default_rng(0))
    assert (result.outcome, result.measures["proved_by_both_engines"]) == (Outcome.VERIFIED, 2)
