"""Proposition: loss, field and entry form of tied weights have the values of their definitions, on the domains stated."""

import pytest
from sympy import ImmutableMatrix, Indexed, Integer, Rational, diag, eye

from tests.theory.domains import where
from theory import two_layer
from theory.algebra.equation import explicit, explicit_indices
from theory.algebra.symbols import A, U, W, a, d, i, j, w

#: Weights that are not square in form: no entry is as another, and W = U U^T has no zero.
WEIGHTS = ImmutableMatrix([[2, -1], [3, 5]])
MOMENT = ImmutableMatrix([[7, 1], [1, 4]])
MAP = WEIGHTS * WEIGHTS.T
LETTERS = {A: MOMENT, U: WEIGHTS, W: MAP}
LOSS = ((MAP - eye(2)) * MOMENT * (MAP - eye(2))).trace() / 2
FIELD = MAP * MOMENT + MOMENT * MAP - (MOMENT * MAP**2 + MAP**2 * MOMENT + 2 * MAP * MOMENT * MAP) / 2
GENERATOR = MOMENT - (MOMENT * MAP + MAP * MOMENT) / 2
WEIGHTED = "A symmetric positive semidefinite; U any real matrix"


@pytest.mark.parametrize(
    ("equation", "domain"),
    [
        (two_layer.loss_expanded(), WEIGHTED),
        (two_layer.gradient_of_square(), WEIGHTED),
        (two_layer.gradient_of_fourth(), WEIGHTED),
        (two_layer.gradient(), WEIGHTED),
        (two_layer.flow_on_printed_clock(), WEIGHTED),
        (two_layer.flow_of_product(), WEIGHTED),
        (two_layer.entry_sum(), ""),
        (two_layer.entry_split(), ""),
        (two_layer.induced_flow(), WEIGHTED),
        (two_layer.induced_flow_as_printed(), WEIGHTED),
        (two_layer.flow_of_weights(), WEIGHTED),
        (two_layer.loss_decrease_by_gradient(), WEIGHTED),
        (two_layer.congruence_form(), "A, W symmetric"),
        (two_layer.printed_field(), "A, W symmetric"),
        (two_layer.symmetry(), "A, W symmetric"),
        (two_layer.loss_decrease(), "A, W symmetric"),
        (two_layer.entry_form(2), "a_1, a_2 > 0; w_11, w_12, w_22 real"),
        (two_layer.entry_form_of_indices(), ""),
        (two_layer.diagonal_entries(2), "a_1, a_2 > 0; w_11, w_22 real"),
        (two_layer.diagonal_manifold(2), "a_1, a_2 > 0; w_11, w_22 real"),
    ],
)
def test_each_equation_holds_where_it_says(equation, domain):
    assert where(equation) == domain


@pytest.mark.parametrize(
    ("equation", "left", "right"),
    [
        (two_layer.loss_expanded(), LOSS, LOSS),
        (two_layer.gradient_of_square(), 2 * MOMENT * WEIGHTS, 2 * MOMENT * WEIGHTS),
        (two_layer.gradient_of_fourth(), *[(MOMENT * MAP + MAP * MOMENT) * WEIGHTS] * 2),
        (two_layer.gradient(), -2 * GENERATOR * WEIGHTS, -2 * GENERATOR * WEIGHTS),
        (two_layer.flow_on_printed_clock(), GENERATOR * WEIGHTS, GENERATOR * WEIGHTS),
        (two_layer.flow_of_product(), FIELD, FIELD),
        (two_layer.induced_flow(), 2 * FIELD, 2 * FIELD),
        (two_layer.induced_flow_as_printed(), 2 * FIELD, FIELD),
        (two_layer.congruence_form(), FIELD, FIELD),
        (two_layer.flow_of_weights(), FIELD, FIELD),
        (two_layer.printed_field(), FIELD, FIELD),
        (two_layer.symmetry(), FIELD, FIELD),
        (two_layer.loss_decrease(), *[-2 * (GENERATOR * MAP * GENERATOR).trace()] * 2),
        (two_layer.loss_decrease_by_gradient(), *[-2 * (GENERATOR * MAP * GENERATOR).trace()] * 2),
    ],
)
def test_both_sides_at_a_matrix(equation, left, right):
    made = equation.carried_out()
    assert (explicit(made.lhs, LETTERS, 2), explicit(made.rhs, LETTERS, 2)) == (left, right)


def test_the_loss_of_weights_is_that_of_their_map():
    assert explicit(two_layer.loss(), LETTERS, 2) == explicit(two_layer.loss_of_map(), LETTERS, 2) == LOSS
    assert explicit(two_layer.loss(W), {A: MOMENT, W: WEIGHTS}, 2) == LOSS
    assert explicit(two_layer.field(U * U.T), LETTERS, 2) == FIELD


def test_the_parts_of_an_entry_are_in_the_entries_that_are_printed():
    """In w_ij and not w_ji, w_ki and not w_ik, although W is symmetric: Eq. (4.3) is compared as it is printed."""
    row, column = Integer(3), Integer(1)
    named = [
        (two_layer.growth, {w[3, 1]}),
        (two_layer.suppression, {w[3, 1], w[3, 3], w[1, 1]}),
    ]
    for part, entries in named:
        assert {item for item in part(row, column).atoms(Indexed) if item.base == w} == entries
    noise = two_layer.noise(row, column, Integer(4))
    assert (
        noise.expand()
        == ((w[2, 3] * w[2, 1] * (a[3] + a[1] + 2 * a[2]) + w[4, 3] * w[4, 1] * (a[3] + a[1] + 2 * a[4])) / 2).expand()
    )


@pytest.mark.parametrize("place", [(1, 1), (1, 2), (3, 2)])
def test_the_sum_of_an_entry_is_the_field_and_splits_into_suppression_and_noise(place):
    start, moment = ImmutableMatrix([[2, 3, 5], [3, 7, 11], [5, 11, 13]]), ImmutableMatrix.diag(17, 19, 23)
    values = {w[r, c]: start[r - 1, c - 1] for r in (1, 2, 3) for c in (1, 2, 3)} | {
        a[k]: moment[k - 1, k - 1] for k in (1, 2, 3)
    }
    row, column = place
    field = explicit(two_layer.field(), {A: moment, W: start}, 3)[row - 1, column - 1]
    growth = start[row - 1, column - 1] * (moment[row - 1, row - 1] + moment[column - 1, column - 1])
    for stated, value in ((two_layer.entry_sum(), field), (two_layer.entry_split(), growth - field)):
        for side in (stated.lhs, stated.rhs):
            assert side.subs({d: 3, i: row, j: column}).doit().subs(values) == value


def test_the_parts_of_every_entry_make_the_field():
    made = two_layer.entry_form(3)
    start = ImmutableMatrix([[2, 3, 5], [3, 7, 11], [5, 11, 13]])
    values = {f"w_{r + 1}{c + 1}": start[r, c] for r in range(3) for c in range(3)} | {"a_1": 17, "a_2": 19, "a_3": 23}
    field = explicit(two_layer.field(), {A: diag(17, 19, 23).as_immutable(), W: start}, 3)
    for side in (made.lhs, made.rhs, two_layer.explicit_field(3)):
        assert side.subs({letter: values[letter.name] for letter in side.free_symbols}) == field


def test_the_diagonal_grows_logistically():
    values = {"a_1": 2, "a_2": 3, "w_11": Rational(1, 5), "w_22": Rational(2, 7)}
    growth = [4 * Rational(4, 25), 6 * Rational(10, 49)]
    entries, manifold = two_layer.diagonal_entries(2), two_layer.diagonal_manifold(2)
    sides = [entries.lhs, entries.rhs, manifold.lhs.diagonal().T, manifold.rhs.diagonal().T]
    for side in [*sides, ImmutableMatrix(two_layer.logistic_growth(2))]:
        assert list(side.subs({letter: values[letter.name] for letter in side.free_symbols})) == growth
    assert manifold.rhs.is_diagonal()
    assert explicit_indices(two_layer.growth(Integer(1), Integer(1))).free_symbols == entries.rhs[0].free_symbols
