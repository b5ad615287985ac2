"""Proposition: the parts of the field have the values of their definitions, on the domains stated."""

import pytest
from sympy import ImmutableMatrix, IndexedBase, Rational, diag, eye

from tests.theory.domains import where
from theory import field_parts
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, W, a, i, j

MOMENT = ImmutableMatrix([[7, 1], [1, 4]])
MAP = ImmutableMatrix([[2, -1], [-1, 3]])
AWAY = ImmutableMatrix([[1, 5], [5, -2]])
LETTERS = {A: MOMENT, W: MAP, field_parts.E: AWAY, field_parts.alpha: 2, field_parts.beta: 3, field_parts.gamma: 5}
COMBINED = 2 * eye(2) + 3 * MOMENT + 5 * MOMENT**2


def field(matrix, moment=MOMENT):
    return matrix * moment + moment * matrix - (moment * matrix**2 + matrix**2 * moment + 2 * matrix * moment * matrix) / 2


def slope(matrix, direction):
    """Return the derivative of the field, a polynomial of degree two: a symmetric difference is exact."""
    return (field(matrix + direction) - field(matrix - direction)) / 2


@pytest.mark.parametrize(
    ("equation", "domain"),
    [
        (field_parts.riccati_form(), "A, W symmetric"),
        (field_parts.commuting(), "A symmetric; alpha, beta, gamma real"),
        (field_parts.slope_of_field(), "A, W, E symmetric"),
        (field_parts.curvature_of_field(), "A, W, E symmetric"),
        (field_parts.acceleration(), "A, W symmetric"),
        (field_parts.near_identity(), "A, E symmetric"),
        (field_parts.entry_rates(), ""),
        (field_parts.decoupled(3, 2), "a_1, a_2 > 0; w_11, w_12, w_13, w_22, w_23, w_33 real"),
        (field_parts.coupled(3, 2), "a_1, a_2 > 0; w_11, w_12, w_13, w_22, w_23, w_33 real"),
    ],
)
def test_each_equation_holds_where_it_says(equation, domain):
    assert where(equation) == domain


@pytest.mark.parametrize(
    ("equation", "value"),
    [
        (field_parts.riccati_form(), field(MAP)),
        (field_parts.commuting(), field(COMBINED)),
        (field_parts.slope_of_field(), slope(MAP, AWAY)),
        (field_parts.curvature_of_field(), field(MAP + AWAY) - field(MAP) - slope(MAP, AWAY)),
        (field_parts.acceleration(), slope(MAP, field(MAP))),
        (field_parts.near_identity(), field(eye(2) + AWAY)),
    ],
)
def test_both_sides_at_a_matrix(equation, value):
    made = equation.carried_out()
    assert [explicit(side, LETTERS, 2) for side in (made.lhs, made.rhs)] == [value, value]


def test_parts_alone():
    assert explicit(field_parts.riccati_part(), LETTERS, 2) == MOMENT * MAP + MAP * MOMENT - 2 * MAP * MOMENT * MAP
    assert explicit(field_parts.bracket(A, W), LETTERS, 2) == MOMENT * MAP - MAP * MOMENT
    assert explicit(field_parts.tangent(), LETTERS, 2) == slope(MAP, AWAY)
    assert explicit(field_parts.linear_part(), LETTERS, 2) == slope(eye(2), AWAY)
    assert field_parts.E.shape == W.shape


def test_entries_decay_at_the_sum_of_their_rates():
    made, error = field_parts.entry_rates(), IndexedBase("e", real=True)
    values = {a[1]: 3, a[2]: 5, error[1, 2]: 7, error[2, 1]: 7}
    assert [side.subs({i: 1, j: 2}).doit().subs(values) for side in (made.lhs, made.rhs)] == [-56, -56]


def test_untrained_coordinates_enter_the_trained_block():
    start = ImmutableMatrix(4, 4, lambda row, column: Rational(1 + row + column + row * column, 7))
    values = {f"w_{row + 1}{column + 1}": start[row, column] for row in range(4) for column in range(4)} | {"a_1": 3, "a_2": 5}
    whole = field(start, diag(3, 5, 0, 0))[:2, :2]
    alone = field(start[:2, :2], diag(3, 5))
    for equation, right in ((field_parts.coupled(4, 2), whole), (field_parts.decoupled(4, 2), alone)):
        made = [side.subs({letter: values[letter.name] for letter in side.free_symbols}) for side in (equation.lhs, equation.rhs)]
        assert made == [whole, right]
    assert whole != alone
