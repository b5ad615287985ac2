"""An equation keeps its sides apart, shows itself, and becomes explicit at any dimension."""

import pytest
from sympy import Determinant, ImmutableMatrix, IndexedBase, Inverse, Rational, Symbol, Trace, ZeroMatrix, expand, symbols

from theory import two_layer
from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation, explicit, explicit_indices
from theory.algebra.symbols import A, I, U, W, a, d, full, rates, symmetric, w, z


def test_latex_and_repr():
    equation = Equation("x.y", W * A, A * W, left=r"\dot W")
    assert equation.latex == r"\dot W = A W"
    assert equation._repr_latex_() == r"$\displaystyle \dot W = A W$"


@pytest.mark.parametrize("size", [1, 2, 3])
def test_explicit_matches_sympys_own_matrices(size):
    letters = {A: rates(size), W: symmetric("w", size), U: full("u", size)}
    side = 2 * W * A.T - W**2 + I + U * U.T
    by_hand = 2 * letters[W] * letters[A] - letters[W] ** 2 + full("u", size) ** 0 + letters[U] * letters[U].T
    assert explicit(side, letters, size).applyfunc(expand) == by_hand.applyfunc(expand)


def test_explicit_traces_determinants_and_inverses():
    letters = {A: rates(2), W: symmetric("w", 2)}
    a_1, a_2 = symbols("a_1 a_2", positive=True)
    assert explicit(Trace(A) + d, letters, 2) == a_1 + a_2 + 2
    assert explicit(Determinant(A), letters, 2) == a_1 * a_2
    assert explicit(Inverse(A), letters, 2)[1, 1] == 1 / a_2


def test_sides_are_read_as_written_or_as_printed_by_sympy():
    equation = Equation("x.y", W * A, A * W, left=r"\dot W")
    assert (equation.left_latex, equation.right_latex) == (r"\dot W", "A W")
    assert equation.with_rhs(W).right_latex == "W"
    assert Equation("x.y", W * A, A * W, shown="B").right_latex == "B"


@pytest.mark.parametrize(("side", "expected"), [(W, True), (Trace(W), True), (rates(2), False), (Symbol("t"), False)])
def test_an_equation_knows_whether_it_is_in_matrices(side, expected):
    assert Equation("x.y", Symbol("t"), side).in_matrices is expected
    assert Equation("x.y", side, Symbol("t")).in_matrices is expected


def test_explicit_matrices_are_those_of_the_domain():
    domain = two_layer.gradient().domain
    assert {str(symbol) for symbol in domain.explicit(1).sets} == {"a_11", "u_11"}
    letters = Domain({W: Matrices.SYMMETRIC, z: Matrices.GENERAL}).matrices(2)
    assert explicit(W * z, letters, 2) == letters[W] * letters[z]
    assert letters[z].shape == (2, 1)


def test_at_draws_the_letters_from_the_domain():
    equation = two_layer.gradient().at(1)
    assert {str(symbol) for symbol in equation.domain.sets} == {"a_11", "u_11"}
    explicit_sides = Equation("x.y", W * z, W * z, Domain({W: Matrices.SYMMETRIC, z: Matrices.GENERAL})).at(2)
    assert explicit_sides.lhs.shape == (2, 1)


def test_with_rhs_changes_nothing_else():
    equation = two_layer.symmetry()
    changed = equation.with_rhs(A)
    assert changed.rhs == A
    assert changed.lhs is equation.lhs
    assert changed.id == equation.id


def test_indices_become_symbols():
    assert explicit_indices(w[2, 1] * a[3]) == Symbol("w_12", real=True) * Symbol("a_3", positive=True)
    assert explicit_indices(IndexedBase("lambda", real=True)[2]) == Symbol("lambda_2", real=True)


def test_rational_coefficients_stay_exact():
    assert explicit(Rational(1, 3) * A, {A: rates(1)}, 1)[0, 0].has(Rational(1, 3))


def test_a_side_that_is_zero_has_the_shape_of_the_other_and_others_keep_theirs():
    for lhs, rhs in ((0, ImmutableMatrix.ones(2)), (ImmutableMatrix.ones(2), 0)):
        equation = Equation("x", lhs, rhs, Domain({}), "elementary")
        assert {side.shape for side in (equation.lhs, equation.rhs)} == {(2, 2)}
        assert ZeroMatrix(2, 2) in (equation.lhs, equation.rhs)
    assert (Equation("x", 1, 1, Domain({}), "elementary").lhs, Equation("x", 1, 1, Domain({}), "elementary").rhs) == (1, 1)


@pytest.mark.parametrize("side", ["x + 1", None, (1, 2)])
def test_a_side_is_an_expression_a_matrix_or_a_number(side):
    with pytest.raises(ValueError, match="must be a SymPy expression, a matrix or a number, got"):
        Equation("x", side, 1)
    with pytest.raises(ValueError, match="rhs must be"):
        Equation("x", 1, side)
