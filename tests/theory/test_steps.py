"""Proposition: one step at exact matrices is what each identity of a step says, entry by entry."""

import pytest
from sympy import ImmutableMatrix, Interval, S

from theory import steps
from theory.algebra.domain import POSITIVE, REAL
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, U, W, a, d, eta, i, j, rate, vector, w

MOMENT = ImmutableMatrix([[3, 1, 0], [1, 2, S(1) / 2], [0, S(1) / 2, 1]])
WEIGHTS = ImmutableMatrix([[S(1) / 2, S(1) / 5], [0, S(1) / 3], [-1, S(2) / 7]]).row_join(ImmutableMatrix([1, S(1) / 4, 0]))
STEP = S(2) / 9
I3 = ImmutableMatrix.eye(3)


def pull(matrix, moment=MOMENT):
    """Return X."""
    return moment - (moment * matrix + matrix * moment) / 2


def velocity(matrix, moment=MOMENT):
    """Return V(W) = X W + W X."""
    return pull(matrix, moment) * matrix + matrix * pull(matrix, moment)


MAP = WEIGHTS * WEIGHTS.T
STEPPED = WEIGHTS + STEP * pull(MAP) * WEIGHTS
OF_MATRICES = {
    "finite_step": (STEPPED * STEPPED.T, ("congruence_form",)),
    "descent_step": (STEPPED, ("gradient",)),
    "descent_congruence": (STEPPED * STEPPED.T, ("finite_step",)),
    "recurrence_step": (MAP + STEP * velocity(MAP), ("congruence_form",)),
}


@pytest.mark.parametrize("name", OF_MATRICES)
def test_a_step_of_matrices(name):
    value, before = OF_MATRICES[name]
    stated = getattr(steps, name)()
    made = stated.carried_out()
    sides = [explicit(side, {A: MOMENT, U: WEIGHTS, W: MAP, eta: STEP}, 3) for side in (made.lhs, made.rhs)]
    assert sides == [value, value]
    assert [step.id for step in stated.steps] == [f"two_layer.{step}" for step in before]
    assert stated.domain.sets[eta] == POSITIVE


def test_the_recurrence_leaves_the_semidefinite_matrices():
    numbers, moment = ImmutableMatrix([S(2) / 3, S(-1) / 5]), ImmutableMatrix.diag(3, 2)
    outer = numbers * numbers.T
    stepped = outer + STEP * velocity(outer, moment)
    stated = steps.recurrence_on_rank_one()
    letters = dict(zip(vector("v", 2), numbers, strict=True)) | {rate(1): 3, rate(2): 2, eta: STEP}
    assert stepped.det() < 0
    assert [side.subs(letters) for side in (stated.lhs, stated.rhs)] == [stepped.det()] * 2
    assert set(stated.domain.sets) == set(letters)


RATES = ImmutableMatrix.diag(3, 2, 7)
ENTRIES = {w[r + 1, c + 1]: MAP[r, c] for r in range(3) for c in range(3)} | {a[k + 1]: RATES[k, k] for k in range(3)}


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_major_entry(place):
    own, rate_of_own = MAP[place - 1, place - 1], RATES[place - 1, place - 1]
    slope = velocity(MAP, RATES)[place - 1, place - 1]
    noise = sum(MAP[k, place - 1] ** 2 * (rate_of_own + RATES[k, k]) for k in range(3) if k != place - 1)
    after = own + STEP * slope
    for stated, value in (
        (steps.noise_is_squares(), noise),
        (steps.slope_of_an_entry(), 2 * rate_of_own * own * (1 - own) - slope),
        (steps.entry_stays_below_one(), 1 - after),
        (steps.entry_grows_below_zero(), (1 + 2 * STEP * rate_of_own) * own - after),
    ):
        for side in (stated.lhs, stated.rhs):
            assert side.subs({d: 3, i: place, j: place}).doit().subs({**ENTRIES, eta: STEP}) == value
    assert steps.squares().subs({d: 3, i: place}).doit().subs(ENTRIES) == noise


def test_a_major_entry_without_noise():
    own, size = S(-2) / 7, S(3) / 5
    after = own + size * own * (1 - own)
    for stated, value, sizes in (
        (steps.stays_below_one(), 1 - after, Interval.Lopen(0, 1)),
        (steps.grows_below_zero(), (1 + size) * own - after, POSITIVE),
    ):
        assert [side.subs({steps.w: own, steps.x: size}) for side in (stated.lhs, stated.rhs)] == [value, value]
        assert stated.domain.sets == {steps.w: REAL, steps.x: sizes}
    assert (str(steps.w), steps.w.is_real, steps.w.is_positive) == ("w", True, None)
    assert (str(steps.x), steps.x.is_positive) == ("x", True)
