"""Proposition: both sides of every exact law are what they are said to be, at exact matrices of which none commute."""

import pytest
from sympy import ImmutableMatrix, Rational, S, eye, log, symbols

from theory import exact_laws
from theory.algebra.domain import POSITIVE, REAL, UNIT
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, W, a_1, a_2, d, entry, i, j, rate, w

MOMENT = ImmutableMatrix([[3, 1, 0], [1, 2, Rational(1, 2)], [0, Rational(1, 2), 1]])
START = ImmutableMatrix([[S(1) / 2, S(1) / 5, S(1) / 9], [S(1) / 5, S(1) / 3, S(1) / 7], [S(1) / 9, S(1) / 7, 2]])
MOVED = ImmutableMatrix([[1, 2, 0], [0, 1, -1], [3, 0, 2]])
RATES = ImmutableMatrix.diag(3, 2, 7)
I3 = ImmutableMatrix.eye(3)


def velocity(matrix, moment=MOMENT):
    """Return V(W), as Eq. (4.3) has it."""
    square = matrix * matrix
    return matrix * moment + moment * matrix - (moment * square + square * moment + 2 * matrix * moment * matrix) / 2


def inner(first, second):
    return (first * second).trace()


PUSHED = MOVED * START * MOVED.T
IN_EVERY_DIMENSION = {
    "complement_form": -velocity(START),
    "generators_sum": MOMENT,
    "congruence": velocity(PUSHED),
    "complement_congruence": -velocity(I3 - PUSHED),
    "congruence_determinant": inner(MOMENT, I3 - PUSHED),
    "determinant_slope": inner(START.inv(), velocity(START)),
    "complement_determinant_slope": -inner(START.inv(), velocity(I3 - START)),
    "slope_of_ratio": 2 * MOMENT.trace(),
}


@pytest.mark.parametrize("name", IN_EVERY_DIMENSION)
def test_a_law_of_matrices(name):
    values = {A: MOMENT, W: START, exact_laws.start: START, exact_laws.P: MOVED, exact_laws.Q: MOVED, exact_laws.D: START}
    law = getattr(exact_laws, name)().carried_out()
    assert law.id == f"exact_laws.{name}"
    assert [explicit(side, values, 3) for side in (law.lhs, law.rhs)] == [IN_EVERY_DIMENSION[name]] * 2


def ratio(matrix):
    return matrix.det() / (eye(matrix.rows) - matrix).det()


def logs_of_pivots(matrix):
    return sum(log(matrix[:k, :k].det() / matrix[: k - 1, : k - 1].det()) for k in range(1, matrix.rows + 1)) / 2


BY_ENTRIES = {
    "explicit_determinant_slope": lambda matrix: matrix.det(),
    "explicit_complement_slope": lambda matrix: (eye(matrix.rows) - matrix).det(),
    "ratio_slope": ratio,
    "sum_rule_slope": logs_of_pivots,
}


def at(size, matrix=START):
    rates = {rate(k + 1): RATES[k, k] for k in range(size)}
    return rates | {entry("w", r + 1, c + 1): matrix[r, c] for c in range(size) for r in range(c + 1)}


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("name", BY_ENTRIES)
def test_a_law_by_entries(name, size):
    h = symbols("h")
    matrix = START[:size, :size]
    slope = BY_ENTRIES[name](matrix + h * velocity(matrix, RATES[:size, :size])).diff(h).subs(h, 0)
    law = getattr(exact_laws, name)(size).carried_out()
    assert [side.subs(at(size)) for side in (law.lhs, law.rhs)] == [slope, slope]
    assert set(law.domain.sets) == set(at(size))


def test_a_ratio_is_asked_for_where_there_is_one():
    (condition,) = exact_laws.ratio_slope(2).domain.conditions
    singular = ImmutableMatrix([[S(1) / 2, S(1) / 2], [S(1) / 2, S(1) / 2]])
    assert [condition.subs(at(2, matrix)) for matrix in (singular, START)] == [S.false, S.true]


@pytest.mark.parametrize("place", [(1, 1), (1, 3), (3, 1), (2, 3), (3, 2)])
def test_elimination(place):
    known = {w[r + 1, c + 1]: START[r, c] for r in range(3) for c in range(3)}
    for law, value in {
        exact_laws.elimination_step: START[place[0] - 1, place[1] - 1],
        exact_laws.elimination_column: START[0, 0] if place[0] == 1 else 0,
    }.items():
        sides = [side.subs({d: 3, i: place[0], j: place[1]}).doit().subs(known) for side in (law().lhs, law().rhs)]
        assert sides == [value, value]


@pytest.mark.parametrize("size", [2, 3])
def test_pivots_and_eigenvalues(size):
    pivots = exact_laws.pivot_product(size)
    assert [side.subs(at(size)) for side in (pivots.lhs, pivots.rhs)] == [START[:size, :size].det()] * 2
    assert set(pivots.domain.sets) == pivots.rhs.free_symbols
    own = ImmutableMatrix.diag(*[S(2) / 7, S(3) / 5, S(5) / 3][:size])
    letters = {entry("a", r + 1, c + 1): MOMENT[r, c] for c in range(size) for r in range(c + 1)}
    letters |= {entry("w", k + 1, k + 1): own[k, k] for k in range(size)}
    law, slope = exact_laws.eigenvalue_slope(size), velocity(own, MOMENT[:size, :size]).diagonal().T
    assert [side.subs(letters) for side in (law.lhs, law.rhs)] == [slope, slope]
    assert set(law.domain.sets) == set(letters)


@pytest.mark.parametrize("place", [1, 2, 3])
def test_eigenvalues_by_indices(place):
    own = ImmutableMatrix.diag(S(2) / 7, S(3) / 5, S(5) / 3)
    known = {exact_laws.moments[r + 1, c + 1]: MOMENT[r, c] for r in range(3) for c in range(3)}
    known |= {exact_laws.eigenvalues[k + 1]: own[k, k] for k in range(3)}
    law = exact_laws.eigenvalue_slope_of_indices()
    sides = [side.subs({d: 3, i: place}).doit().subs(known) for side in (law.lhs, law.rhs)]
    assert sides == [velocity(own)[place - 1, place - 1]] * 2


def test_an_eigenvalue_against_a_logistic_curve():
    law, y = exact_laws.eigenvalue_comparison().carried_out(), S(2) / 7
    values = {exact_laws.between: y, exact_laws.q: 5, exact_laws.alpha: 3}
    slope = 2 * y * (1 - y) * 5 * (1 / y + 1 / (1 - y)) - 2 * 3
    assert [side.subs(values) for side in (law.lhs, law.rhs)] == [slope, slope]
    assert law.domain.sets == {exact_laws.between: UNIT, exact_laws.q: POSITIVE, exact_laws.alpha: POSITIVE}


def test_letters_are_square_matrices_and_domains_are_of_all_entries():
    assert [(str(letter), letter.shape) for letter in (exact_laws.D, exact_laws.P, exact_laws.Q, exact_laws.start)] == [
        (name, (d, d)) for name in "DPQS"
    ]
    for law in (exact_laws.explicit_determinant_slope, exact_laws.explicit_complement_slope, exact_laws.ratio_slope):
        sets = {a_1: POSITIVE, a_2: POSITIVE, entry("w", 1, 1): REAL, entry("w", 1, 2): REAL, entry("w", 2, 2): REAL}
        assert law(2).domain.sets == sets
