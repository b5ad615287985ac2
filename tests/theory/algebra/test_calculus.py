"""Derivatives, integrals and limits stay as they are written until they are carried out, and are then what they are."""

import pytest
from sympy import Derivative, HadamardProduct, ImmutableMatrix, Integral, Rational, Trace, exp, oo, symbols

from theory.algebra.calculus import MatrixGradient, TimeDerivative, at_limit, at_value, derivative, evaluated, integral
from theory.algebra.equation import explicit
from theory.algebra.notation import latex
from theory.algebra.symbols import A, I, U, W, d, full, rates, z
from theory.algebra.words import words

x, y = symbols("x y", real=True)
p = symbols("p", positive=True)
MATRIX = ImmutableMatrix([[exp(-p * x), 1], [x, x**2 * y]])


@pytest.mark.parametrize(
    ("side", "value"),
    [
        (derivative(x**3, x), 3 * x**2),
        (derivative(MATRIX, x), MATRIX.diff(x)),
        (integral(exp(-p * x), (x, 0, oo)), 1 / p),
        (integral(MATRIX[0, :], (x, 0, 1)), ImmutableMatrix([[(1 - exp(-p)) / p, 1]])),
        (at_limit((1 - exp(-p * x)) / x, x, 0), p),
        (at_limit(exp(-p * x), x, oo), 0),
        (at_value(derivative(x**3, x), x, 2), 12),
        (1 + x * derivative(x**2, x), 1 + 2 * x**2),
    ],
)
def test_scalars_and_explicit_matrices(side, value):
    assert side != value
    difference = ImmutableMatrix([evaluated(side) - value])
    assert difference.applyfunc(lambda item: item.simplify()).is_zero_matrix


def test_a_limit_of_a_derivative_at_a_value_takes_the_value():
    bar = at_value(derivative(x**2 * y, x), (x, y), (p, 3 * p))
    assert evaluated(at_limit(bar / p, p, 0)) == 0
    assert evaluated(at_limit((bar + p) / p, p, 0)) == 1


def test_a_limit_is_from_both_sides_or_from_within():
    ends = {0: "+-", -2: "+-", oo: "-", -oo: "+"}
    assert {value: str(at_limit(exp(-x), x, value).args[3]) for value in ends} == ends
    assert [str(at_limit(1 / x, x, value, "+").args[3]) for value in (0, oo)] == ["+", "-"]


def test_two_derivatives_at_one_value_of_both_variables_are_refused():
    with pytest.raises(ValueError, match=r"values of several variables must differ, got \(0, 0\)"):
        at_value(derivative(x**2 * y, x, y), (x, y), (0, 0))
    assert evaluated(at_value(x + y, (x, y), (1, 1))) == 2


def test_what_has_nothing_to_carry_out_is_returned_as_it_is():
    for side in (x + 1, MATRIX, W * A, Trace(W), Rational(1, 2)):
        assert evaluated(side) is side


def test_products_and_transposes_keep_a_gradient():
    gradient = MatrixGradient(Trace(W * A * W.T) / 2, W)
    for side in (-gradient, 2 * gradient * A, gradient.T, Trace(gradient.T * W), gradient + W):
        assert side.has(MatrixGradient)
        assert not evaluated(side).has(MatrixGradient)
    assert gradient.shape == (d, d)
    assert words(gradient, [A]) == words(W * A, [A])
    assert words(MatrixGradient(Trace(U * U.T * A), U), [A]) == words(2 * A * U, [A])


@pytest.mark.parametrize(
    "expression", [W, W * A * W, W.T * W, W**3, W.I, W.I * A * W, (W * W).I, W**-2, (W - I) * A, A * z, 3 * W + W * W.T * W]
)
def test_the_time_derivative_is_that_of_the_entries(expression):
    """W(t) = W + t V entry by entry at dimension 2: d/dt at t = 0, by SymPy's scalar derivative."""
    t = symbols("t")
    numbers = {symbol: Rational(3 + 2 * place, 7 + place) for place, symbol in enumerate(sorted(full("w", 2), key=str))}
    start, velocity = full("w", 2).subs(numbers), ImmutableMatrix([[1, -2], [3, 5]])
    letters = {A: rates(2), z: ImmutableMatrix([1, 2])}
    along = explicit(expression, {W: start + t * velocity, **letters}, 2)
    moved = explicit(evaluated(TimeDerivative(expression, (W, U))), {W: start, U: velocity, **letters}, 2)
    assert (along.diff(t).subs(t, 0) - moved).applyfunc(lambda item: item.simplify()).is_zero_matrix


def test_letters_without_a_velocity_stand_still_and_only_polynomials_move():
    assert words(evaluated(TimeDerivative(A * W, (W, W * A)))) == words(A * W * A)
    assert TimeDerivative(W * z, (W, A)).shape == (d, 1)
    with pytest.raises(ValueError, match="expression must be a polynomial in matrices"):
        evaluated(TimeDerivative(W ** Rational(1, 2), (W, A)))
    with pytest.raises(ValueError, match="expression must be a polynomial in matrices"):
        evaluated(TimeDerivative(HadamardProduct(A, W), (W, A)))


def test_they_are_printed_as_they_stand():
    assert latex(Derivative(x**2, x)) == r"\frac{d}{d x} x^{2}"
    assert latex(MatrixGradient(Trace(W * A), W)) == r"\frac{\partial}{\partial W} \operatorname{tr}\left(W A\right)"
    assert latex(TimeDerivative(W * A, (W, A))) == r"\frac{d}{dt} \left[W A\right]"
    assert latex(Integral(x, (x, 0, 1))) == r"\int\limits_{0}^{1} x\, dx"
