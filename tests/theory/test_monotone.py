"""Proposition: the slope of the test loss of one layer is what each equation says, at exact matrices and along the solution."""

import pytest
from sympy import ImmutableMatrix, Rational, S, exp, symbols

from theory import monotone
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, R, W, d, full, rate, t, vector

ROOT = ImmutableMatrix([[2, S(1) / 3, 0], [S(1) / 3, 1, S(1) / 2], [0, S(1) / 2, 1]])
MOMENT = ROOT * ROOT
START = ImmutableMatrix([[S(1) / 2, S(1) / 5, S(-1) / 9], [S(3) / 4, S(1) / 3, S(1) / 7], [S(2) / 9, S(5) / 7, 2]])
INPUT = ImmutableMatrix([2, S(-3) / 5, S(4) / 3])
I3 = ImmutableMatrix.eye(3)
B = (I3 - START).T * (I3 - START)
SHRUNK = ROOT.inv() * INPUT
x = symbols("x", real=True)


def loss(point, start=START):
    residual = (start - ImmutableMatrix.eye(start.rows)) * point
    return residual.dot(residual) / 2


IN_EVERY_DIMENSION = {
    "slope": (loss(INPUT - x * MOMENT * INPUT).diff(x).subs(x, 0), {A: MOMENT, monotone.Y: INPUT}),
    "weighted_form": (-loss(SHRUNK - x * MOMENT * SHRUNK).diff(x).subs(x, 0), {R: ROOT, monotone.WEIGHTED: INPUT}),
    "residual_excess": (B - I3, {}),
}


@pytest.mark.parametrize("name", IN_EVERY_DIMENSION)
def test_an_equation_of_matrices(name):
    value, letters = IN_EVERY_DIMENSION[name]
    made = getattr(monotone, name)().carried_out()
    assert [explicit(side, {W: START, **letters}, 3) for side in (made.lhs, made.rhs)] in (
        [value] * 2,
        [ImmutableMatrix([value])] * 2,
    )
    assert explicit(monotone.residual_product(), {W: START}, 3) == B


RATES, NOW = (S(3), S(2), S(7) / 5), S(2) / 9


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_slope_along_the_solution(size):
    start, point = START[:size, :size], INPUT[:size, :]
    along = loss(ImmutableMatrix([exp(-RATES[k] * x) * point[k] for k in range(size)]), start).diff(x)
    rates = {rate(k + 1): RATES[k] for k in range(size)}
    entries = dict(zip(full("w", size), start, strict=True)) | dict(zip(vector("z", size), point, strict=True))
    stated = monotone.slope_of_solution(size)
    made = stated.carried_out()
    for side in (made.lhs, made.rhs):
        assert abs((side.subs({**rates, **entries, t: NOW}) - along.subs(x, NOW)).evalf(30)) < Rational(1, 10**20)
    assert stated.domain.sets == {**dict.fromkeys(rates, POSITIVE), **dict.fromkeys(entries, REAL), t: NONNEGATIVE}
    terms = (start - ImmutableMatrix.eye(size)) * ImmutableMatrix.diag(*point)
    by_terms = dict(zip(full("c", size), terms, strict=True))
    signs = monotone.sign_form(size)
    assert [side.subs({**rates, **by_terms}) for side in (signs.carried_out().lhs, signs.rhs)] == [along.subs(x, 0)] * 2
    assert signs.domain.sets == {**dict.fromkeys(rates, POSITIVE), **dict.fromkeys(by_terms, REAL)}


def test_the_threshold():
    stated = monotone.threshold_norm()
    assert [side.subs(monotone.ratio, S(5) / 4).expand() for side in (stated.lhs, stated.rhs)] == [S(5) / 4] * 2
    assert monotone.threshold().subs(monotone.ratio, S(5) / 4) == Rational(1, 2)
    assert (stated.domain.sets, str(monotone.ratio), monotone.ratio.is_positive) == ({monotone.ratio: POSITIVE}, "q", True)


def test_the_loss_of_the_counterexample_is_that_of_its_solution():
    start, decay = START[:2, :2], S(2) / 3
    point = ImmutableMatrix([2 * decay, decay**8])
    assert monotone.counterexample_loss(start, decay) == loss(point, start)


def test_letters_are_columns():
    assert [(str(letter), letter.shape) for letter in (monotone.Y, monotone.WEIGHTED)] == [("y", (d, 1)), ("u", (d, 1))]
