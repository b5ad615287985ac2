"""Bernstein coefficients hold the slope of the test loss, and the shape they prove is that of an independent solution."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil, comb, lcm

import pytest
from mpmath import mp, mpf, workdps

from numerics.integers import signs
from numerics.integers.flow import Step, prove_steps
from numerics.integers.signs import (
    Residual,
    Shape,
    Stretch,
    Turn,
    halves,
    loss_bounds,
    parts,
    product_errors,
    residual,
    shape,
    sign_between,
    slope_bounds,
    slope_sign,
    stretches,
)
from tests.numerics.flow_oracle import number
from tests.numerics.integers.example import W0, A, moved_start, oracle
from tests.numerics.logistic import Logistic

F = Fraction


@pytest.mark.parametrize("seed", range(4))
def test_bernstein_coefficients_hold_the_slope(seed: int) -> None:
    z = [F(1), F(3, 2), F(0)]
    step = prove_steps(W0, A, F(3), 16, 100)[5 * seed]
    b, _, _ = slope_bounds(residual(step, z, max(A)))
    scale = b[0] / float(oracle().slopes(step.t, z)[1] * step.h.numerator / step.h.denominator)
    for k in range(11):
        value = float(oracle().slopes(step.t + F(k, 10) * step.h, z)[1]) * float(step.h) * scale
        assert min(b) - 1e-9 * abs(scale) <= value <= max(b) + 1e-9 * abs(scale)


def test_halving_keeps_the_polynomial() -> None:
    b = [3, -1, 4, 1, -5, 9, 2, -6, 5]
    left, right = halves(b)
    assert left[0] == b[0] << 8
    assert right[-1] == b[-1] << 8
    assert left[-1] == right[0]


def test_parts_cover_the_step_in_order() -> None:
    step = prove_steps(W0, A, F(3), 16, 100)[-1]
    found = list(parts(residual(step, [F(1), F(3, 2), F(0)], max(A))))
    assert found[0].first == step.t
    assert found[-1].last == step.t + step.h
    assert all(before.last == after.first for before, after in pairwise(found))


def test_shape_agrees_with_the_signs_of_the_slope() -> None:
    z = [F(1), F(3, 2), F(0)]
    found = shape([residual(step, z, max(A)) for step in prove_steps(W0, A, F(3), 16, 100)])
    signs = [int(mp.sign(oracle().slopes(F(3 * k, 150), z)[1])) for k in range(1, 150)]
    seen = [signs[0]] + [b for a, b in pairwise(signs) if a != b]
    assert found.undecided == ""
    assert list(found.signs) == seen
    for turn in found.turns:
        before, after = oracle().slopes(turn.first, z), oracle().slopes(turn.last, z)
        assert mp.sign(before[1]) == -mp.sign(after[1])
        assert float(turn.loss[0]) - 1e-15 <= float(before[0]) <= float(turn.loss[1]) + 1e-15


def test_loss_and_slope_at_a_time_are_those_of_the_solution() -> None:
    z = [F(1), F(3, 2), F(0)]
    for step in prove_steps(W0, A, F(3), 16, 100)[::7]:
        t = step.t + step.h / 3
        loss, slope, _ = oracle().slopes(t, z)
        seen = residual(step, z, max(A))
        low, high = loss_bounds(seen, t, t)
        assert float(low) - 1e-15 <= float(loss) <= float(high) + 1e-15
        assert float(high - low) < 1e-15
        assert slope_sign(seen, t) == mp.sign(slope)


#: The Bernstein coefficients of degree 8 stand over this many units.
UNITS = lcm(*(comb(8, i) for i in range(9)))


#: No errors.
EXACT = (F(0), F(0), F(0))


def given(
    rows: list[list[int]], e: tuple[Fraction, ...] = EXACT, t: Fraction | int = 0, h: Fraction | int = 1, over: int = 1
) -> Residual:
    """The residual with these coefficients in x, over one denominator, with errors e, on a step from t of length h."""
    degree = len(rows[0])
    return Residual(Step(F(t), F(h), ([[0]],) * degree, 0, F(0), F(0), [[0]], F(0)), rows, over, e)


def value(row: list[int], x: Fraction) -> Fraction:
    return sum((c * x**n for n, c in enumerate(row)), F(0))


def slope(rows: list[list[int]], x: Fraction) -> Fraction:
    return sum((value(row, x) * value([n * c for n, c in enumerate(row)][1:], x) for row in rows), F(0))


def curvature(rows: list[list[int]], x: Fraction) -> Fraction:
    total = F(0)
    for row in rows:
        first = [n * c for n, c in enumerate(row)][1:]
        second = [n * c for n, c in enumerate(first)][1:]
        total += value(first, x) ** 2 + value(row, x) * value(second, x)
    return total


def bernstein(b: list[int], x: Fraction) -> Fraction:
    n = len(b) - 1
    return sum((comb(n, i) * c * x**i * (1 - x) ** (n - i) for i, c in enumerate(b)), F(0))


def test_errors_of_products_are_reached_on_a_line() -> None:
    # one direction: what is bounded is attained, by every term
    for n, e in (((3, 5, 7), (1, 2, 4)), ((2, 1, 1), (9, 1, 1)), ((1, 1, 3), (1, 9, 1)), ((1, 4, 1), (1, 1, 9))):
        m = [p + q for p, q in zip(n, e, strict=True)]
        found = product_errors([F(x) for x in n], [F(x) for x in e])
        assert found == (m[0] * m[1] - n[0] * n[1], m[1] ** 2 + m[0] * m[2] - n[1] ** 2 - n[0] * n[2])


def test_errors_of_a_start_are_covered_and_nothing_to_spare() -> None:
    # from w = -1/2 every term of every bound is needed: with one of them less, what is claimed of the slope is false
    w0, a, delta, h, z = F(-1, 2), F(3, 4), F(1, 2**20), F(1, 1024), F(2)
    step = moved_start(w0, a, delta, h)
    seen = residual(step, [z], a)
    assert [F(c, seen.denominator) for c in seen.y[0][:2]] == [z * (w0 - 1), z * F(step.C[1][0][0], 2**400)]
    bounds = [*signs.state_errors(step, a), *signs.slope_errors(seen)]
    needed = [mpf(0)] * 5
    with workdps(80):
        for k in range(9):
            x = F(k, 8)
            w = [[F(M[0][0], 2**400) for M in step.C]]
            for _ in range(2):
                w.append([n * c for n, c in enumerate(w[-1])][1:])
            near = [value(row, x) for row in w]
            near += [z * z * (near[0] - 1) * near[1], z * z * (near[1] ** 2 + (near[0] - 1) * near[2])]
            for sign in (-1, 1):
                path = Logistic(number(w0 + sign * delta), number(a))
                true = (*path.states(number(x * h)), *path.losses(number(x * h), number(z))[1:])
                scaled = [entry * number(h) ** n for entry, n in zip(true, (0, 1, 2, 1, 2), strict=True)]
                needed = [max(most, abs(p - number(q))) for most, p, q in zip(needed, scaled, near, strict=True)]
        assert all(1 <= number(bound) / most < 1 + 1e-5 for bound, most in zip(bounds, needed, strict=True))
        assert all(1 <= number(e / (bound * z)) < 1 + 1e-15 for e, bound in zip(seen.e, bounds[:3], strict=True))


def test_errors_of_states_are_the_formulas_of_the_head() -> None:
    # w in [-1/2 - 3/8, -1/2 + 3/8], a = 2, h = 1/4, G = 1/16, N = 1: X = 7/8, l = 2a (1 + 2X), q = 2a, b = 2a X (1 + X)
    e, G, h = F(3, 8), F(1, 16), F(1, 4)
    step = Step(F(0), h, ([[-512]], [[0]]), 10, e, G, [[-512]], e)
    X = F(7, 8)
    l, b = 4 * (1 + 2 * X), 4 * X * (1 + X)
    expected = (e, h * l * e + G, h**2 * (l**2 + 2 * 4 * b) * e + h * l * G + 2 * G)
    assert signs.state_errors(step, F(2)) == expected
    wide = Step(F(0), h, ([[-512]], [[0]], [[0]]), 10, F(3, 8) - F(1, 2048), G, [[-512]], e)
    found = signs.state_errors(wide, F(2))
    assert found[0] == wide.error
    assert found[1] == h * l * wide.error + G  # the error counts in whole units above
    assert found[2] == h**2 * (l**2 + 8 * b) * wide.error + h * l * G + 4 * G


def test_probe_enters_over_its_common_denominator() -> None:
    step = Step(F(0), F(1), ([[1, 2], [2, 5]], [[3, 4], [4, 6]]), 3, F(1), F(0), [[0]], F(0))
    seen = residual(step, [F(1, 2), F(-2, 3)], F(1))
    assert seen.denominator == 6 * 8
    assert seen.y == [[3 - 8 - 3 * 8, 9 - 16], [6 - 20 + 4 * 8, 12 - 24]]
    length = F(5, 6)
    assert length <= seen.e[0] < length + F(2, 2**64)


def test_length_and_size_are_rounded_up() -> None:
    assert signs._length_up([F(3), F(4)]) == 5
    assert F(2) < signs._length_up([F(1), F(1)]) ** 2 < 2 + F(4, 2**64)
    assert F(1, 9) <= signs._length_up([F(1, 3)]) ** 2 < F(1, 9) + F(4, 2**64)
    assert signs._size([[3, -1], [0, 3]], 5) == 1
    assert signs._size([[1, -1], [1, 0]], 5) == F(3, 5)


@pytest.mark.parametrize(
    "row", [[3, -1, 2, 1], [5, 2], [1, 2, 1, 3, 1, 2, 4], [-2, 1, -1, 3, 1, 2, 4, 1], [10**6, *[0] * 9, 11, -9]]
)
def test_bernstein_form_is_the_slope_up_to_its_error(row: list[int]) -> None:
    rows = [row, row[::-1]]
    b, error, steep = slope_bounds(given(rows, over=2))
    unit = UNITS * 4
    for k in range(21):
        x = F(k, 20)
        true = slope(rows, x) / 4 * unit
        assert min(b) - error <= true <= max(b) + error
        assert abs(bernstein(b, x) - true) <= error
        changes = [8 * (q - p) for p, q in pairwise(b)]
        assert abs(bernstein(changes, x) - curvature(rows, x) / 4 * unit) <= steep
    assert (error == 0) is (steep == 0) is (len(row) <= 4)


def test_terms_beyond_degree_8_are_counted_in_full() -> None:
    # all of one sign, so at x = 1 they add up to the error
    row = [1, 2, 1, 3, 1, 2, 4]
    b, error, steep = slope_bounds(given([row]))
    assert b[-1] + error == slope([row], F(1)) * UNITS
    assert 8 * (b[-1] - b[-2]) + steep == curvature([row], F(1)) * UNITS


def test_errors_of_the_slope_are_rounded_up() -> None:
    e = (F(1, 1000), F(1, 700), F(1, 300))
    for row in ([1, 2, 1], [1, 2, 1, 3, 1, 2, 4]):
        _, error, steep = slope_bounds(given([row], e, over=3))
        _, extra, extra_steep = slope_bounds(given([row], over=3))
        sizes = [
            F(sum(row), 3),
            F(sum(n * c for n, c in enumerate(row)), 3),
            F(sum(n * (n - 1) * c for n, c in enumerate(row)), 3),
        ]
        first, second = product_errors(sizes, e)
        assert error - extra == ceil(first * UNITS * 9) > first * UNITS * 9
        assert steep - extra_steep == ceil(second * UNITS * 9) > second * UNITS * 9


def test_halves_are_the_polynomial_on_each_half() -> None:
    b = [3, -1, 4, 1, -5, 9, 2, -6, 5]
    left, right = halves(b)
    for k in range(9):
        x = F(k, 8)
        assert bernstein(left, x) == 2**8 * bernstein(b, x / 2)
        assert bernstein(right, x) == 2**8 * bernstein(b, (1 + x) / 2)


def test_a_sign_is_shared_by_all_or_none() -> None:
    assert [sign_between(low, high, 2) for low, high in ((3, 4), (2, 4), (-4, -3), (-4, -2), (-3, 3), (-9, 9))] == [
        1,
        0,
        -1,
        0,
        0,
        0,
    ]


@pytest.mark.parametrize("h", [F(1), F(1, 3)])
def test_signs_of_parts_hold_whatever_the_error_is(h: Fraction) -> None:
    # slope x - 1/3 with an error of 1/9, curvature 1 with one of 1/2
    t, e = F(5), (F(1, 20), F(1, 20), F(0))
    seen = given([[-1, 3]], e, t, h, 3)
    error, steep = signs.slope_errors(seen)
    found = list(parts(seen))
    assert found[0].first == t
    assert found[-1].last == t + h
    assert all(before.last == after.first for before, after in pairwise(found))
    for part in found:
        ends = [(moment - t) / h - F(1, 3) for moment in (part.first, part.last)]
        assert part.slope == (1 if min(ends) > error else -1 if max(ends) < -error else 0)
        assert part.curvature == 1
    assert steep < 1


def test_parts_without_any_sign_are_divided_to_the_end() -> None:
    # the slope is x^2 (1 + x)/3 or so near 0: neither it nor its derivative is proved there, with an error above both
    depth, e = 6, (F(0), F(1, 10**6), F(1, 10**6))
    signs_of = list(_shallow(given([[1, 0, 0, 1]], e), depth))
    assert signs_of[0].slope == signs_of[0].curvature == 0
    assert signs_of[0].last == F(1, 2**depth)
    assert all(part.slope or part.curvature for part in signs_of[1:])
    for part in signs_of[1:]:
        for x in (part.first, (part.first + part.last) / 2, part.last):
            error, steep = signs.slope_errors(given([[1, 0, 0, 1]], e))
            assert not part.slope or slope([[1, 0, 0, 1]], x) * part.slope > error
            assert not part.curvature or curvature([[1, 0, 0, 1]], x) * part.curvature > steep


def test_curvature_of_parts_is_claimed_beyond_its_error_and_up_to_it() -> None:
    # y = 1 + x^3: nothing is known of the slope within 6; 6 x + 15 x^4 is known within 12
    for part in _shallow(given([[1, 0, 0, 1]], (F(2), F(0), F(0))), 6):
        assert (part.slope, part.curvature) == (0, int(curvature([[1, 0, 0, 1]], part.first) > 12))
    # y = 4 - x - x^2: slope within 9/2, curvature -7 + 6 x + 6 x^2 within 3
    found = _shallow(given([[4, -1, -1]], (F(3, 2), F(0), F(0))), 6)
    assert [(part.last, part.slope, part.curvature) for part in found] == [(F(1, 4), 0, -1), (F(1, 2), -1, 0), (1, -1, 0)]


def _shallow(of: Residual, depth: int) -> list[Stretch]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signs, "DEPTH", depth)
        return list(parts(of))


def test_loss_is_bounded_by_where_it_may_go() -> None:
    # y = (1 + 2x)/2 with e0 = 1/8, from x = 1/4 to 3/4: 3/4 +- (1/2 + 1/8)
    seen = given([[1, 2]], (F(1, 8), F(0), F(0)), F(5), F(2), 2)
    assert loss_bounds(seen, F(11, 2), F(13, 2)) == (F(1, 8) ** 2 / 2, F(11, 8) ** 2 / 2)
    # two rows, of both signs; the first passes 0
    both = given([[-1, 3], [-4, -1]], (F(0),) * 3, F(0), F(1), 1)
    assert loss_bounds(both, F(0), F(1)) == (F(9, 2), F(16 + 25, 2))
    # higher terms move at most n times as fast as at 1
    assert loss_bounds(given([[0, 1, 2]]), F(1, 2), F(1)) == (0, F((1 + F(5, 2)) ** 2) / 2)


@pytest.mark.parametrize(
    ("x", "found"), [(F(1, 2), 0), (F(0), -1), (F(1), 1), (F(4, 9), 0), (F(5, 9), 0), (F(3, 9), -1), (F(6, 9), 1)]
)
def test_sign_of_the_slope_at_a_time(x: Fraction, found: int) -> None:
    # y = x - 1/2: |y| <= 3/2 by its coefficients, so with e1 = 1/18 the slope is off by 1/12
    assert slope_sign(given([[-1, 2]], (F(0), F(1, 18), F(0)), F(3), F(2), 2), F(3) + 2 * x) == found


def test_slope_of_two_rows_is_their_sum() -> None:
    seen = given([[-1, 1], [-1, 4]], over=1)
    # (x - 1) + 4 (4x - 1) = 17 x - 5
    assert [slope_sign(seen, F(k, 17)) for k in (4, 5, 6)] == [-1, 0, 1]


def joined(roots: list[int], steps: int, e: tuple[Fraction, ...] = EXACT) -> list[Residual]:
    """L = sum (t - r/9)^2 / 2 on [0, 1], step by step: y = (t - r/9) over the roots r."""
    found = []
    for k in range(steps):
        # y = 9 t - r in x on [k, k + 1] / steps
        rows = [[9 * k - root * steps, 9] for root in roots]
        found.append(given(rows, e, F(k, steps), F(1, steps), 9 * steps))
    return found


def undivided(residuals: list[Residual]) -> Shape:
    """The shape with every turning point in the whole of its stretch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signs, "BISECTIONS", 0)
        return shape(residuals)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_minimum_is_found_and_bracketed(steps: int) -> None:
    # L = ((t - 2/9)^2 + (t - 6/9)^2)/2: minimum 4/81 at 4/9, slope 2 t - 8/9
    found = shape(joined([2, 6], steps))
    assert (found.signs, found.undecided) == ((-1, 1), "")
    (turn,), (gap,) = found.turns, undivided(joined([2, 6], steps)).turns
    assert turn.last - turn.first == (gap.last - gap.first) / 2**300
    for bracket in (turn, gap):
        assert bracket.kind == "min"
        assert bracket.first < F(4, 9) < bracket.last
        # exactly what the bracket says, and the drop from its first end is half of what is allowed for
        at_first = ((bracket.first - F(2, 9)) ** 2 + (bracket.first - F(6, 9)) ** 2) / 2
        drift = (bracket.last - bracket.first) * (F(8, 9) - 2 * bracket.first)
        assert bracket.loss == (at_first - drift, at_first)
        assert bracket.loss[0] < F(4, 81) < bracket.loss[1]


def test_a_minimum_where_two_steps_meet_is_bracketed_over_both() -> None:
    # of ((t - 3/9)^2 + (t - 6/9)^2)/2 at 1/2, where bisection finds no sign at once: it goes on aside from it
    found = shape(joined([3, 6], 2))
    assert (found.signs, found.undecided) == ((-1, 1), "")
    (turn,) = found.turns
    assert turn.first < F(1, 2) < turn.last
    assert turn.last - turn.first <= F(9, 16) / 2**299
    assert turn.loss[0] < F(1, 36) < turn.loss[1]


def test_a_bracket_is_divided_aside_from_a_zero_in_its_middle() -> None:
    assert signs._inside(F(1), F(3)) == [2, F(15, 8), F(17, 8)]
    # slope x - 1/2 within 1/24: no sign at 1/2, a sign at 7/16, and then none nearer
    seen = given([[-1, 2]], (F(0), F(1, 36), F(0)), over=2)
    assert [slope_sign(seen, x) for x in signs._inside(F(0), F(1))] == [0, -1, 1]
    (turn,) = shape([seen]).turns
    assert turn.first < F(1, 2) < turn.last
    assert all(slope_sign(seen, x) == 0 for x in signs._inside(turn.first, turn.last))
    assert slope_sign(seen, turn.first) == -1 == -slope_sign(seen, turn.last)


def test_loss_of_a_bracket_over_several_steps_is_that_of_the_turning_point() -> None:
    # no bisection: L = ((t - 2/9)^2 + (t - 5/9)^2)/2, minimum 1/36 at 7/18, on three steps, from where it is steepest
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signs, "BISECTIONS", 0)
        turn = signs._turn(joined([2, 5], 3), Stretch(F(1, 9), F(1), 0, 1), 1)
    at_first = (F(1, 9) ** 2 + F(4, 9) ** 2) / 2
    assert turn == Turn("min", F(1, 9), F(1), (at_first - F(8, 9) * F(5, 9), at_first))
    assert turn.loss[0] < F(1, 36) < turn.loss[1]


def test_a_maximum_is_found() -> None:
    # y = (2 + x - x^2): L' = y y' = (2 + x - x^2)(1 - 2x), greatest at 1/2
    found = shape([given([[2, 1, -1]])])
    assert (found.signs, found.undecided) == ((1, -1), "")
    assert found.turns[0].kind == "max"
    for turn in (*found.turns, *undivided([given([[2, 1, -1]])]).turns):
        assert turn.first < F(1, 2) < turn.last
        at_first = value([2, 1, -1], turn.first) ** 2 / 2
        drift = (turn.last - turn.first) * value([2, 1, -1], turn.first) * (1 - 2 * turn.first)
        assert turn.loss == (at_first, at_first + drift)
        assert turn.loss[0] < F(81, 32) < turn.loss[1]


#: y = (100 - x, 6 x^4): the slope stays near -100 for long, then rises, so a minimum is nearly as deep as is allowed for.
STEEP = [[100, -1], [0, 0, 0, 0, 6]]


def lowest(rows: list[list[Fraction | int]]) -> Fraction:
    """The least |y|^2 / 2 at 2^12 times of [0, 1], so no less than the minimum."""
    return (
        min(sum(sum(c * x**n for n, c in enumerate(row)) ** 2 for row in rows) for x in (F(k, 1 << 12) for k in range(4097))) / 2
    )


#: STEEP and (1 - (1 - x)^8)/16 in 16ths, which hides half of the slope at the start and is never more than 1/16.
HIDDEN = [[1600, -8, -28, 56, -70, 56, -28, 8, -1], [0, 0, 0, 0, 96]]


@pytest.mark.parametrize(
    ("of", "e", "over", "start", "spared"),
    [
        (STEEP, EXACT, 1, 100, "half of the drift"),
        (STEEP, (F(1, 2), F(0), F(0)), 1, F(199, 2), "the error of the loss"),
        (HIDDEN, (F(1, 16), F(1, 2), F(0)), 16, 100, "the error of the slope"),
    ],
)
@pytest.mark.parametrize("h", [F(1, 3), F(1), F(3)])
def test_a_minimum_lies_within_its_bounds_and_without_any_term_of_them_it_would_not(
    of: list[list[int]], e: tuple[Fraction, ...], over: int, start: Fraction, spared: str, h: Fraction
) -> None:
    # all of the step is the bracket; the slope at its first end is -100, or -50 where half of it is hidden
    seen, slope_there = given(of, e, F(5), h, over), 50 if of is HIDDEN else 100
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signs, "BISECTIONS", 0)
        turn = signs._turn([seen], Stretch(F(5), 5 + h, 0, 1), 1)
    drift, low = slope_there + signs.slope_errors(seen)[0], (100 - e[0]) ** 2 / 2
    assert turn == Turn("min", 5, 5 + h, (low - drift, ((100 + e[0]) ** 2 + e[0] ** 2) / 2))
    least = lowest([[start, *STEEP[0][1:]], STEEP[1]])
    assert turn.loss[0] < least < turn.loss[1]
    without = {
        "half of the drift": low - drift / 2,
        "the error of the loss": 5000 - drift,
        "the error of the slope": low - slope_there,
    }
    assert least < without[spared]
    # nor would it if the slope in t were taken for the one in x where steps are short
    assert h >= 1 or least < low - h * drift


def test_what_no_sign_was_proved_of_is_undecided() -> None:
    # a start at rest; an end at rest; an error above the slope; a double zero
    assert shape([given([[0, 1]], t=F(3))]).undecided == "no sign of the slope could be proved near t = 3"
    assert shape([given([[-1, 1]])]).undecided != ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signs, "DEPTH", 3)
        assert shape([given([[1, 1]], (F(0), F(3), F(0)))]).undecided == "no sign of the slope could be proved near t = 0"
    assert shape([given([[1, 1]], (F(0), F(1, 4), F(0)))]) == Shape((1,), (), "")
    # a sign of the slope needs none of the curvature, 1 within 1.1
    assert shape([given([[1, 1]], (F(0), F(9, 20), F(0)))]) == Shape((1,), (), "")
    flat = shape([given([[8, 3, -6, 4]])])  # y' = 3 (1 - 2x)^2
    assert flat.undecided == "no sign of the slope could be proved near t = 0.499939"  # 1/2 - 2^-14


def test_stretches_join_neighbours_of_one_sign() -> None:
    of = [
        Stretch(F(k), F(k + 1), slope, curvature)
        for k, (slope, curvature) in enumerate(((1, 1), (1, -1), (0, 1), (0, 1), (0, -1), (1, 0)))
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signs, "parts", lambda part: [part])
        found = list(stretches(of))  # type: ignore[arg-type]
    assert [(part.first, part.last) for part in found] == [(0, 2), (2, 4), (4, 5), (5, 6)]
    assert [(part.slope, part.curvature) for part in found][1:3] == [(0, 1), (0, -1)]


def test_a_polynomial_is_evaluated_by_its_coefficients() -> None:
    assert signs._horner([1, -2, 3], F(1, 2)) == F(3, 4)
    assert signs._horner([], F(5)) == 0


def test_a_time_is_read_on_its_own_step() -> None:
    steps = [given([[1, 1]], t=F(k), h=F(1)) for k in range(3)]
    assert [signs._holding(steps, t).step.t for t in (F(0), F(1, 2), F(3, 2), F(5, 2), F(3))] == [0, 0, 1, 2, 2]
    assert signs._holding(steps, F(2)).step.t in (1, 2)


@pytest.mark.parametrize(
    ("first", "last", "begin"),
    [(F(1, 4), F(1, 2), 0), (F(1, 4), F(5, 2), 0), (F(5, 4), F(7, 4), 1), (F(3, 2), F(2), 1), (F(9, 4), F(3), 2)],
)
@pytest.mark.parametrize(("after", "kind"), [(1, "min"), (-1, "max")])
def test_loss_of_a_turning_point_rests_on_the_first_end_of_its_bracket(
    first: Fraction, last: Fraction, begin: int, after: int, kind: str
) -> None:
    steps = [given([[1, 1]], t=F(k), h=F(1, 4) + F(3, 4) * (k < 3)) for k in range(3)]
    seen = []

    def bounds(of: Residual, *ends: Fraction) -> tuple[Fraction, Fraction]:
        seen.append((of.step.t, *ends))
        return F(7), F(9)

    def slopes(of: Residual, t: Fraction) -> tuple[Fraction, Fraction]:
        seen.append((of.step.t, t))
        return F(-5), F(-3) if after > 0 else F(6)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signs, "BISECTIONS", 0)
        patch.setattr(signs, "loss_bounds", bounds)
        patch.setattr(signs, "slope_at", slopes)
        turn = signs._turn(steps, Stretch(first, last, 0, after), after)
    assert seen == [(begin, first, first), (begin, first)]
    drift = (last - first) * (5 if after > 0 else 6)
    assert turn == Turn(kind, first, last, (7 - drift, 9) if after > 0 else (7, 9 + drift))


def test_the_slope_at_a_time_is_known_within_its_error() -> None:
    # (3 x - 1)/3 times 1, at x = 1/2 of a step from 5 of length 2; sizes 4/3 and 1
    seen = given([[-1, 3]], (F(1, 20), F(1, 30), F(0)), F(5), F(2), 3)
    error = F(4, 3) / 30 + F(1, 20) + F(1, 600)
    assert signs.slope_at(seen, F(6)) == (F(1, 6) - error, F(1, 6) + error)
