"""Every change differs from the formula, none comes twice, and all the kinds of fault are among them."""

import pytest
from sympy import Matrix, exp, expand, symbols

from theory import logistic, two_layer
from theory.algebra.symbols import A, W
from theory.algebra.words import same_in_every_dimension
from verify.algebra.mutate import changes

x, y = symbols("x y", real=True)
a_1, a_2 = symbols("a_1 a_2", positive=True)


def test_scalar_changes_are_the_expected_ones():
    found = dict(changes(3 * a_1 * x**2 - exp(-a_2 * y)))
    values = set(found.values())
    for expected in (
        -3 * a_1 * x**2 - exp(-a_2 * y),
        3 * a_1 * x**2,
        6 * a_1 * x**2 - exp(-a_2 * y),
        3 * a_1 * x**3 - exp(-a_2 * y),
        3 * a_2 * x**2 - exp(-a_2 * y),
        3 * a_1**2 * x**2 - exp(-a_2 * y),
        3 * a_1 * x**2 - exp(a_2 * y),
    ):
        assert expected in values
    assert all(expand(value - (3 * a_1 * x**2 - exp(-a_2 * y))) != 0 for value in values)
    assert len(values) == len(list(found))


def test_matrix_changes_include_squares_and_swaps():
    side = two_layer.field()
    found = [changed for _, changed in changes(side, [A, W])]
    assert any(same_in_every_dimension(changed, side - A * W + A**2 * W, [A, W]) for changed in found)
    assert not any(same_in_every_dimension(changed, side, [A, W]) for changed in found)


def test_symmetric_letters_are_not_transposed():
    assert not any("^T" in name for name, _ in changes(A * W, [A, W]))
    assert any("^T" in name for name, _ in changes(A * W, [A]))


def test_explicit_matrices_change_in_one_entry():
    side = Matrix([[x, 0], [0, y]]).as_immutable()
    for _, changed in changes(side):
        assert sum(left != right for left, right in zip(side, changed, strict=True)) == 1


@pytest.mark.parametrize("equation", [logistic.solution(), two_layer.entry_form(3), two_layer.gradient()], ids=lambda e: e.id)
def test_formulas_have_many_mutants(equation):
    assert len(list(changes(equation.rhs, equation.domain.symmetric()))) > 20
