"""An identity is VERIFIED only if proved, REFUTED only with a point, UNDECIDED and VACUOUS for what they are."""

import re
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from sympy import (
    Abs,
    Derivative,
    FiniteSet,
    Function,
    Integral,
    Interval,
    Limit,
    Matrix,
    Mod,
    Range,
    S,
    Sum,
    Trace,
    cos,
    exp,
    log,
    oo,
    sin,
    sqrt,
    symbols,
)

from theory import Domain, Equation, Matrices, logistic, two_layer
from theory.algebra.calculus import MatrixGradient, TimeDerivative
from theory.algebra.domain import POSITIVE, REAL
from theory.algebra.symbols import A, W
from verify.claim import Outcome
from verify.ledger import ledger
from verify.methods import Identity, equality, identity

x, y = symbols("x y", real=True)
p, q = symbols("p q", positive=True)
m, n = symbols("m n", integer=True, positive=True)
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
        (x / x, S.One, {x: Interval(0, 1)}, Outcome.VACUOUS),
        (sin(x) ** 2 + cos(x) ** 2, 1, {x: Interval(0, 1)}, Outcome.VERIFIED),
        (1, sin(x) ** 2 + cos(x) ** 2, {x: Interval(0, 1)}, Outcome.VERIFIED),
        (A * W - (W * A).T, 0, {A: Matrices.SYMMETRIC, W: Matrices.SYMMETRIC}, Outcome.VERIFIED),
        (A * W, 0, {A: Matrices.SYMMETRIC, W: Matrices.SYMMETRIC}, Outcome.REFUTED),
        (Derivative(x**2, x) - 2 * x, 0, {x: REAL}, Outcome.VERIFIED),
        (Derivative(exp(-p * x), x), -p * exp(-p * x), {p: POSITIVE, x: REAL}, Outcome.VERIFIED),
        (Derivative(exp(-p * x), x), p * exp(-p * x), {p: POSITIVE, x: REAL}, Outcome.REFUTED),
        (Derivative(x**3, x, x), 6 * x, {x: REAL}, Outcome.VERIFIED),
        (Integral(exp(-p * x), (x, 0, oo)), 1 / p, {p: POSITIVE}, Outcome.VERIFIED),
        (Integral(exp(-p * x), (x, 0, oo)), 1 / p**2, {p: POSITIVE}, Outcome.REFUTED),
        (Integral(x, (x, 0, x)), x**2 / 2, {x: REAL}, Outcome.VERIFIED),
        (Limit((1 - exp(-p * x)) / x, x, 0), p, {p: POSITIVE}, Outcome.VERIFIED),
        (Sum(m, (m, 1, n)), n * (n + 1) / 2, {n: Range(1, oo)}, Outcome.VERIFIED),
        (Mod(n, 2), (1 - (-1) ** n) / 2, {n: Range(1, 10)}, Outcome.VERIFIED),
        (Mod(n, 2), (1 + (-1) ** n) / 2, {n: Range(1, 10)}, Outcome.REFUTED),
        (Mod(n, 2), (1 - (-1) ** n) / 2, {n: FiniteSet(3, 8)}, Outcome.VERIFIED),
        (MatrixGradient(Trace(W * A * W.T) / 2, W), W * A, {A: Matrices.SYMMETRIC, W: Matrices.GENERAL}, Outcome.VERIFIED),
        (MatrixGradient(Trace(W * A * W.T) / 2, W), W * A, {A: Matrices.GENERAL, W: Matrices.GENERAL}, Outcome.REFUTED),
        (TimeDerivative(W.I, (W, A)), -W.I * A * W.I, {A: Matrices.GENERAL, W: Matrices.DEFINITE}, Outcome.VERIFIED),
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


@pytest.mark.parametrize(
    ("left", "right", "sets", "reason"),
    [
        (0.1 * x + 0.2 * x, 0.3 * x, {x: REAL}, r"left side of e\.e must be exact, got the float 0\.3\d* \(write "),
        (exp(x) * exp(1e-20 * x), exp(x), {x: REAL}, "left side of e.e must be exact, got the float 1"),
        (x, 1.0 * x, {x: REAL}, r"right side of e\.e must be exact, got the float 1\.0 \(write 1\)"),
        (sin(x) ** 2 + cos(x) ** 2, 1.0, {x: REAL}, r"right side of e\.e must be exact, got the float 1\.0 \(write 1\)"),
        (
            x + 1,
            1 + x + 0 * y,
            {x: Interval(0, 0.5)},
            r"set of x of e\.e must .* 0\.5 \(write Rational\(1, 2\)\)",
        ),
        (x * A, np.float64(0.25) * x * A, {x: REAL, A: Matrices.SYMMETRIC}, r"got the float 0\.25 \(write Rational\(1, 4\)\)"),
        (Matrix([[x, 0.5]]), Matrix([[x, 0]]), {x: REAL}, r"left side of e\.e must be exact, got the float 0\.5"),
        (Function("f")(x), x, {x: REAL}, r"e\.e must be of known functions, got f\(x\)"),
        (x + y, y, {x: REAL}, r"domain of e\.e must give the set of every letter, got none for y"),
        (A, x, {x: REAL, A: Matrices.SYMMETRIC}, r"sides of e\.e must have one shape, got \(d, d\) and that of a scalar"),
    ],
)
def test_what_an_exact_check_cannot_take_is_an_error_in_one_sentence(left, right, sets, reason):
    result = outcome(left, right, sets)
    assert result.outcome is Outcome.ERROR
    assert re.match(reason, result.reason) or re.search(reason, result.reason)


def test_a_float_in_a_condition_or_a_counterexample_is_refused():
    assert "condition of e.e must be exact" in outcome(x + 1, x + 2, {x: REAL}, conditions=(x < 0.5,)).reason
    given = outcome(x, x**2, {x: REAL}, method=Identity(counterexample={"x": "0.5"}))
    assert given.reason == "x of the counterexample must be exact, got the float 0.5 (write Rational(1, 2))"


def test_a_counterexample_with_other_values_than_stated_is_an_error():
    stated = Identity(counterexample={"x": "1/2"}, left="1/4", right="1/2")
    assert outcome(x**2, x, {x: REAL}, method=stated).outcome is Outcome.REFUTED
    wrong = outcome(x**2, -3 * x, {x: REAL}, method=stated)
    assert wrong.outcome is Outcome.ERROR
    assert wrong.reason == "e.e: the sides are 1/4 and -3/2, stated are 1/4 and 1/2"
    assert outcome(x**2, x * x, {x: REAL}, method=stated).outcome is Outcome.VACUOUS
    assert outcome((x + 1) ** 2, x**2 + 2 * x + 1, {x: REAL}, method=stated).outcome is Outcome.VERIFIED


def test_every_equation_has_a_mutant_and_a_conservation_law_is_changed_on_its_left():
    conserved = Equation("e.conserved", Derivative(sin(x) ** 2 + cos(x) ** 2, x), 0, Domain({x: REAL}))
    found = list(Identity().mutants([TRUE, conserved]))
    assert [mutant.name.startswith("left side") for mutant in found].count(True) == 1
    assert all(mutant.check(RNG).outcome is Outcome.REFUTED for mutant in found)
    assert all(mutant.check(RNG).outcome is Outcome.REFUTED for mutant in Identity().mutants([conserved]))


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


def test_quotients_that_differ_may_be_equal_on_a_domain_of_a_few_points():
    for points in (FiniteSet(-1, 0, 1), Range(-1, 2)):
        assert outcome(x**3, x, {x: points}).outcome is Outcome.VERIFIED
    assert outcome(x**3, x, {x: FiniteSet(-1, 0, 2)}).outcome is Outcome.REFUTED
    assert outcome(x**3, x, {x: Interval(-1, 1)}).outcome is Outcome.REFUTED


def test_both_engines_are_counted():
    result = Identity().run([TRUE, MATRICES], np.random.default_rng(0))
    assert (result.outcome, result.measures["proved_by_both_engines"]) == (Outcome.VERIFIED, 2)


def test_a_printed_formula_that_does_not_follow_is_refuted() -> None:
    stated = logistic.solution()
    formula = stated.printed[0]
    assert Identity().run([stated], np.random.default_rng(0)).outcome is Outcome.VERIFIED
    for value in (2 * formula.value, 1 - formula.value, formula.value**2):
        wrong = replace(stated, printed=(replace(formula, value=value),))
        result = Identity().run([wrong], np.random.default_rng(0))
        assert result.outcome is Outcome.REFUTED
        assert "w(t) as it is printed does not follow" in result.reason
    names = [mutant.name for mutant in Identity().mutants([stated])]
    assert sum(name.startswith("w(t): ") for name in names) > 4


@pytest.mark.parametrize(
    "name", ["one_layer.solution", "one_layer.learning_time", "two_layer.time_to_level", "pivots.as_minors", "minor_entries.peak"]
)
def test_printed_formulas_belong_to_exact_claims(name: str) -> None:
    claim = ledger()[name]
    assert isinstance(claim.method, Identity)
    assert any(equation.printed for equation in claim.equations())
