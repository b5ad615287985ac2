"""Every change differs from the formula, none comes twice, and all the kinds of fault are among them, swaps of a kind too."""

import pytest
from sympy import Matrix, Trace, exp, expand, symbols

from theory import diffusion, logistic, two_layer
from theory.algebra.symbols import A, I, W
from theory.algebra.words import same_in_every_dimension
from verify.algebra.mutate import changes, spoilt

x, y = symbols("x y", real=True)
a_1, a_2, w_11, w_12 = symbols("a_1 a_2 w_11 w_12", positive=True)


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


def named(side, symmetric=()):
    return dict(changes(side, symmetric))


def test_scalars_of_a_kind_trade_places():
    found = named(a_1 * w_11 + 2 * a_2 * w_12)
    assert expand(found["a_1 and a_2 swapped"] - (a_2 * w_11 + 2 * a_1 * w_12)) == 0
    assert not any("a_1 and w_11" in name for name in found)


def test_matrices_trade_places():
    assert named(A * W * W)["A and W swapped"] == W * A * A


def test_exchanges_that_change_nothing_are_left_out():
    assert not any("swapped" in name for name in named(A * W + W * A))
    assert not any("swapped" in name for name in named(a_1 + a_2))


@pytest.mark.parametrize(
    ("side", "wanted"),
    [
        (a_1 * w_11 - w_12**2, ("sign of", "dropped", "doubled", "halved", "exponent of", "->", "swapped")),
        (exp(2 * a_1) * a_2, ("doubled", "halved", "sign of", "a_1 -> a_1^2")),
        (A * W - W**2, ("sign of", "dropped", "exponent of", "A -> A^2", "A -> W")),
    ],
)
def test_every_kind_of_change_is_there(side, wanted):
    names = list(named(side))
    for word in wanted:
        assert any(word in name for name in names), word


@pytest.mark.parametrize("side", [A * W - 2 * W * A * W, (I - W) * A, Trace(A * W * W) - Trace(A)])
def test_no_mutant_is_its_original(side):
    for name, changed in changes(side, (A, W)):
        assert not same_in_every_dimension(side, changed, (A, W)), name


def test_a_law_of_conservation_is_spoilt_on_its_left_side():
    changed = spoilt(diffusion.conserved())
    assert changed.rhs == diffusion.conserved().rhs
    assert changed.lhs != diffusion.conserved().lhs
