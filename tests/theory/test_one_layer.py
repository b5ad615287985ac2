"""Proposition: one layer at exact matrices does what each of its equations says, entry by entry."""

import pytest
from sympy import ImmutableMatrix, Interval, S, Symbol, exp, log, oo, simplify, symbols

from theory import one_layer
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, UNIT
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, W, d, deviation, full, rate, s, signal, t, vector

MOMENT = ImmutableMatrix([[3, 1, 0], [1, 2, S(1) / 2], [0, S(1) / 2, 1]])
START = ImmutableMatrix([[S(1) / 2, S(1) / 5, S(-1) / 9], [S(3) / 4, S(1) / 3, S(1) / 7], [S(2) / 9, S(5) / 7, 2]])
INPUT = ImmutableMatrix([2, S(-3) / 5, S(4) / 3])
DECAY = ImmutableMatrix([[1, 2, 0], [0, 1, -1], [3, 0, 2]])
RATES = (S(3), S(2), S(7) / 5)
NOW = S(2) / 9
I3 = ImmutableMatrix.eye(3)
LOSS = ((START - I3) * MOMENT * (START - I3).T).trace() / 2
SOLVED = I3 + (START - I3) * DECAY

IN_EVERY_DIMENSION = {
    "trace_loss": (LOSS, ("task.root_loss",)),
    "gradient": ((START - I3) * MOMENT, ("task.root_loss",)),
    "flow": (-(START - I3) * MOMENT, ("one_layer.gradient",)),
    "exponential": (-(SOLVED - I3) * MOMENT, ("one_layer.flow",)),
    "exponential_at_start": (START, ("one_layer.exponential",)),
    "area_slope": (-LOSS, ("one_layer.flow",)),
}


@pytest.mark.parametrize("name", IN_EVERY_DIMENSION)
def test_an_equation_of_matrices(name):
    value, steps = IN_EVERY_DIMENSION[name]
    stated = getattr(one_layer, name)()
    made = stated.carried_out()
    sides = [explicit(side, {A: MOMENT, W: START, one_layer.DECAY: DECAY}, 3) for side in (made.lhs, made.rhs)]
    assert sides == [value, value]
    assert tuple(step.id for step in stated.steps) == steps


def letters(size, trained=None):
    """Return numbers for the rates of the trained coordinates and for all entries of W(0)."""
    rates = {rate(k + 1): RATES[k] for k in range(size if trained is None else trained)}
    return rates | dict(zip(full("w", size), START[:size, :size], strict=True))


def moved(size, trained, time=NOW):
    """Return W(t), column by column."""
    factors = [exp(-RATES[k] * time) if k < trained else S.One for k in range(size)]
    return ImmutableMatrix(size, size, lambda r, c: I3[r, c] + (START - I3)[r, c] * factors[c])


def equal(side, value, at):
    return all(simplify(item) == 0 for item in ImmutableMatrix([side.subs(at)]) - ImmutableMatrix([value]))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_solution(size):
    at, now = letters(size), moved(size, size)
    one = ImmutableMatrix.eye(size)
    slope = -(now - one) * ImmutableMatrix.diag(*RATES[:size])
    area = sum(item**2 for item in (START - I3)[:size, :size]) / 4
    for stated, value in (
        (one_layer.solution(size), slope),
        (one_layer.initial_value(size), START[:size, :size]),
        (one_layer.training_area(size), area),
    ):
        made = stated.carried_out()
        assert all(equal(side, value, {**at, t: NOW}) for side in (made.lhs, made.rhs))
        times = set() if stated.id == "one_layer.training_area" else {t}
        assert {letter: kind for letter, kind in stated.domain.sets.items() if letter != t} == {
            letter: POSITIVE if letter.is_positive else REAL for letter in at
        }
        assert set(stated.domain.sets) - set(at) == times
    assert one_layer.solution(size).domain.sets[t] == NONNEGATIVE


@pytest.mark.parametrize(("size", "trained"), [(2, 2), (2, 1), (3, 2), (3, 1)])
def test_the_output_keeps_the_untrained_columns(size, trained):
    numbers = dict(zip(vector("z", size), INPUT[:size, :], strict=True))
    at = {**letters(size, trained), **numbers, t: NOW}
    output = moved(size, trained) * INPUT[:size, :]
    untrained = START[:size, trained:size] * INPUT[trained:size, :] if trained < size else ImmutableMatrix.zeros(size, 1)
    printed, stated = one_layer.output_as_printed(size, trained), one_layer.output(size, trained)
    assert equal(printed.lhs, output, at)
    assert equal(printed.rhs, output - untrained, at)
    assert all(equal(side, output, at) for side in (stated.lhs, stated.rhs))
    assert [step.id for step in stated.steps] == ["one_layer.solution"]
    assert equal(
        stated.steps[0].rhs,
        -(moved(size, size) - ImmutableMatrix.eye(size)) * ImmutableMatrix.diag(*RATES[:size]),
        {**letters(size), t: NOW},
    )
    assert set(printed.domain.sets) == set(stated.domain.sets) == set(at)
    assert equal(one_layer.solution_at(2 * t, size, trained), moved(size, trained, 2 * NOW), at)


EPS = S(1) / 17


@pytest.mark.parametrize("size", [1, 2, 3])
def test_at_its_learning_time_a_direction_has_a_residual_of_epsilon(size):
    numbers = dict(zip(vector("z", size), INPUT[:size, :], strict=True))
    rates = {rate(k + 1): RATES[k] for k in range(size)}
    at = {**numbers, **rates, one_layer.EPS: EPS}
    stated = one_layer.residual_at_learning_time(size)
    made = stated.carried_out()
    assert all(equal(side, EPS * INPUT[:size, :], at) for side in (made.lhs, made.rhs))
    assert stated.domain.sets == {**dict.fromkeys(rates, POSITIVE), **dict.fromkeys(numbers, REAL), one_layer.EPS: UNIT}
    assert one_layer.learning_time(size).subs(at) == log(17) / RATES[size - 1]


def test_the_order_of_learning():
    times = one_layer.order_of_learning()
    at = {rate(1): RATES[0], rate(2): RATES[1], one_layer.EPS: EPS}
    assert all(simplify(side.subs(at) - (log(17) / 3 - log(17) / 2)) == 0 for side in (times.lhs, times.rhs))
    assert times.domain.sets == {rate(1): POSITIVE, rate(2): POSITIVE, one_layer.EPS: UNIT}
    assert (str(one_layer.EPS), one_layer.EPS.is_positive) == ("epsilon", True)
    assert (str(one_layer.DECAY), one_layer.DECAY.shape) == ("E", (d, d))


def test_diversity_against_signal():
    at = {signal(1): S(3), signal(2): S(5) / 2, deviation(1): S(1) / 4, deviation(2): S(1) / 3, s: 5}
    first, second = S(1) / 16 + S(9) / 5, S(1) / 9 + S(5) / 4
    flip = one_layer.order_flip()
    assert [side.subs(at) for side in (flip.lhs, flip.rhs)] == [first - second] * 2
    alike = one_layer.order_at_equal_diversity()
    assert [side.doit().subs(at) for side in (alike.lhs, alike.rhs)] == [S(11) / 20] * 2
    sets = {signal(1), signal(2), deviation(1), deviation(2)}
    for stated in (flip, alike):
        assert stated.domain.sets == {**dict.fromkeys(sets, NONNEGATIVE), s: Interval(2, oo)}


@pytest.mark.parametrize("untouched", [(), (3,), (2, 3), (2,)])
def test_the_terminal_speed_is_that_of_the_slowest_direction(untouched):
    slowest = max(index for index in (1, 2, 3) if index not in untouched)
    rates = [S(5), S(4), S(3)]
    rates[slowest - 1] = S(7) / 5
    point = [0 if index in untouched else INPUT[index - 1] for index in (1, 2, 3)]
    x = symbols("x", positive=True)
    speed = [sum((START - I3)[r, c] * rates[c] * point[c] * exp((S(7) / 5 - rates[c]) * x) for c in range(3)) for r in range(3)]
    value = sum(item.limit(x, oo) ** 2 for item in speed)
    at = {rate(slowest): S(7) / 5, **dict(zip(vector("z", 3), INPUT, strict=True)), **dict(zip(full("w", 3), START, strict=True))}
    at |= {Symbol(f"gap_{index}", positive=True): rates[index - 1] - S(7) / 5 for index in (1, 2)}
    stated = one_layer.terminal_slowing(untouched)
    made = stated.carried_out()
    assert [side.subs(at) for side in (made.lhs, made.rhs)] == [value, value]
    used = {rate(slowest), vector("z", 3)[slowest - 1], *full("w", 3).col(slowest - 1)}
    assert stated.domain.sets == {letter: POSITIVE if letter.is_positive else REAL for letter in used}
