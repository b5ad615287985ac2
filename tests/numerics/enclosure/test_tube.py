"""A proved tube contains an independent 60-digit solution at all times, and where errors are known its bounds are just those."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from flint import arb, arb_mat, arb_poly, ctx, fmpq
from mpmath import exp, mp, mpf, tanh, workdps

from numerics.enclosure import majorant, tube
from numerics.enclosure.field import diagonal, matrix
from numerics.enclosure.given_data import enclose_box, enclose_flow
from numerics.enclosure.majorant import Box
from numerics.enclosure.tube import (
    Enclosure,
    EnclosureError,
    Rates,
    Step,
    Taylor,
    Tube,
    WorkError,
    advance,
    greatest_error,
    integrate,
    most_steps,
    step_size,
)
from tests.numerics.enclosure.containment import (
    SETTINGS,
    Case,
    case,
    contains,
    fraction,
    gram,
    holds,
    is_upper,
    rational,
    rationals,
    rows,
    times,
)
from tests.numerics.flow_oracle import DIGITS, Oracle, number
from tests.numerics.logistic import Logistic, real

F = Fraction


@pytest.mark.parametrize("options", [{}, {"radius": 1e-6}, {"radius": 1e-40}, {"order": 7, "precision": 80}])
@pytest.mark.parametrize("name", SETTINGS)
def test_tube_contains_the_solution(name: str, options: dict[str, Any]) -> None:
    given = case(name)
    assert contains(enclose_flow(rows(given.W0), rationals(given.a), rational(given.horizon), **options), given.oracle)


@pytest.fixture(scope="module")
def point_tube() -> Enclosure:
    given = case("two concepts")
    return enclose_flow(rows(given.W0), rationals(given.a), fmpq(3))


def states_over(tube: Enclosure, first: fmpq, last: fmpq) -> list[arb_mat]:
    """Balls that together hold W(t) for every t in [first, last]: one matrix for each step touched."""
    hulls = []
    with ctx.workprec(tube.precision):
        for step in tube.steps:
            begin, end = max(first, step.t), min(last, step.t + step.h)
            if begin <= end:
                hulls.append(step.over(arb(begin - step.t).union(arb(end - step.t))))
    return hulls


def test_intervals_across_steps_are_covered(point_tube: Enclosure) -> None:
    hulls = states_over(point_tube, fmpq(1, 3), fmpq(5, 2))
    assert len(hulls) > 3
    for x in times(F(1), 20, 4):
        W = case("two concepts").oracle(F(1, 3) + x * F(13, 6))
        assert any(holds(hull, W) for hull in hulls)


@pytest.mark.parametrize("t", [fmpq(-1), fmpq(31, 10)])
def test_times_outside_are_refused(point_tube: Enclosure, t: fmpq) -> None:
    with pytest.raises(ValueError, match=r"t must lie in \[0, 3\]"):
        point_tube.at(t)


def test_isotropic_flow_has_its_closed_form() -> None:
    # equal rates: W(t) = W0 e^{2at} (I + W0 (e^{2at} - 1))^{-1}
    W0, a = gram(3, F(1, 4), 5), F(2, 3)
    found = enclose_flow(rows(W0), [rational(a)] * 3, fmpq(9))
    with workdps(DIGITS):
        grown = exp(2 * number(a) * 7)
        M = mp.matrix([[number(x) for x in row] for row in W0])
        W = (M * grown) * (mp.eye(3) + M * (grown - 1)) ** -1
        assert holds(found.at(fmpq(7)), [[W[i, j] for j in range(3)] for i in range(3)])


def test_equilibrium_stays() -> None:
    found = enclose_flow(rows([[F(1), F(0)], [F(0), F(1)]]), [fmpq(1, 3), fmpq(5)], fmpq(50))
    assert holds(found.at(fmpq(50)), [[mpf(1), mpf(0)], [mpf(0), mpf(1)]])


def _no_tail(*_: Any, **__: Any) -> arb:
    return arb(0)


def _drop(which: int) -> Any:
    original = tube.flow_series

    def dropped(C: arb_mat, A: arb_mat, order: int) -> Any:
        series = original(C, A, order)
        gone = [arb_mat(C.nrows(), C.nrows()) if n == (which % (order + 1)) else M for n, M in enumerate(series.C)]
        return type(series)(tuple(gone), series.Y)

    return dropped


def _small_box(factor: float, stretch: float) -> Any:
    original = tube.best_box

    def shrunk(*arguments: Any) -> Any:
        box = original(*arguments)
        return majorant.Box(box.radius * factor, box.reach * stretch, box.order)

    return shrunk


FAULTS = {
    "no remainder": (majorant.Box, "tail", _no_tail),
    "last Taylor term dropped": (tube, "flow_series", _drop(-1)),
    "middle Taylor term dropped": (tube, "flow_series", _drop(4)),
    "box of a thousandth": (tube, "best_box", _small_box(1e-3, 1.0)),
    "box reaching too far": (tube, "best_box", _small_box(1.0, 2.0)),
}


def _logistic_holds() -> bool:
    """The logistic from w = 1/2, where the majorant is sharp: 1/2 + tanh(t)/2; terms of neighbouring orders far apart."""
    horizon = F(1, 2**10)
    found = enclose_flow([[fmpq(1, 2)]], [fmpq(1)], rational(horizon), order=6, precision=150)
    with workdps(DIGITS):
        return len(found.steps) > 3 and all(
            holds(found.at(rational(t)), [[(1 + tanh(number(t))) / 2]]) for t in [*times(horizon, 50, 1), horizon]
        )


@pytest.mark.parametrize("fault", FAULTS)
def test_injected_fault_is_caught(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    assert _logistic_holds()
    monkeypatch.setattr(*FAULTS[fault])
    assert not _logistic_holds()


def _ball_holds(given: Case) -> bool:
    """A tube around a start that is off by delta must hold the true solution."""
    moved = [[rational(given.W0[i][j] + (F(1, 10**6) if i == j == 0 else 0)) for j in range(2)] for i in range(2)]
    with ctx.workprec(100):
        A = diagonal(rationals(given.a))
        start, rates = Tube(matrix(moved).mid(), (), arb("1.001e-6").upper()), Rates(A, (), A)
        steps = integrate(start, rates, rational(given.horizon), 12, arb(2) ** -60)
    return contains(Enclosure(steps, rates, 12, 100, steps[-1].bar), given.oracle)


def test_growth_of_an_error_is_covered_and_forgetting_it_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    given = replace(case("two concepts"), horizon=F(3))
    assert _ball_holds(given)
    original = tube.log_norm
    monkeypatch.setattr(tube, "log_norm", lambda X, A: (original(X, A)[0] - 1, original(X, A)[1]))
    assert not _ball_holds(given)


def test_blow_up_is_refused() -> None:
    # a negative eigenvalue runs off in finite time, near t = 0.94 here
    W0, a, _, _ = SETTINGS["an indefinite start"]
    with pytest.raises(EnclosureError):
        enclose_flow(rows(W0), rationals(a), fmpq(1), radius=1e-6)


def _corner(signs: list[int]) -> Oracle:
    given, spread, a_spread = case("two concepts"), F(1, 2000), [F(1, 500), F(1, 1000)]
    w_11, w_12, w_22 = (
        entry + sign * spread for entry, sign in zip((given.W0[0][0], given.W0[0][1], given.W0[1][1]), signs, strict=False)
    )
    a = [rate + sign * r for rate, sign, r in zip(given.a, signs[3:], a_spread, strict=True)]
    return Oracle([[w_11, w_12], [w_12, w_22]], a, F(3), F(1, 16))


def _box_tube() -> Enclosure:
    given = case("two concepts")
    a_spread = [fmpq(1, 500), fmpq(1, 1000)]
    return enclose_box(rows(given.W0), [[fmpq(1, 2000)] * 2] * 2, rationals(given.a), a_spread, fmpq(3), order=10, precision=64)


@pytest.fixture(scope="module")
def box_tube() -> Enclosure:
    return _box_tube()


@pytest.mark.parametrize("signs", [[1, 1, 1, 1, 1], [-1, -1, -1, -1, -1], [1, -1, 1, -1, 1], [-1, 1, 1, 1, -1], [0, 0, 0, 0, 0]])
def test_box_holds_its_corners(box_tube: Enclosure, signs: list[int]) -> None:
    assert contains(box_tube, _corner(signs), 20)


@pytest.mark.parametrize("fault", ["quadratic", "symbols"])
def test_fault_in_a_box_is_caught(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    if fault == "quadratic":
        monkeypatch.setattr(tube, "quadratic", lambda D, A: arb_mat(2, 2))
        monkeypatch.setattr(tube, "tangent", lambda C, D, A: arb_mat(2, 2))
    else:
        original = tube.tangent_series
        monkeypatch.setattr(tube, "tangent_series", lambda *given: tuple(M * arb(0.99) for M in original(*given)))
    corners = [[1, 1, 1, 1, 1], [-1, -1, -1, -1, -1], [1, -1, 1, 1, 1], [-1, 1, -1, -1, -1]]
    assert not all(contains(_box_tube(), _corner(signs), 20) for signs in corners)


HALF = diagonal([arb(0.5)])
POINT_RATES = Rates(HALF, (), HALF)


def scalar(x: arb | float) -> arb_mat:
    return arb_mat([[arb(x)]])


@pytest.mark.parametrize(
    ("w0", "h", "slack"), [(-0.5, fmpq(1, 16), 0.15), (-0.5, fmpq(1, 1024), 0.002), (1.5, fmpq(1, 16), 0.15)]
)
def test_error_of_a_start_grows_and_shrinks_as_two_solutions_part(w0: float, h: fmpq, slack: float) -> None:
    # m = 2 a (1 - 2 w): above 0 the errors of the step are those of its end, below 0 those of its start
    delta = 2.0**-20
    with ctx.workprec(200):
        steps = integrate(Tube(scalar(w0), (), arb(delta)), POINT_RATES, h, 40, arb(2) ** -40)
    assert len(steps) == 1
    with workdps(60):
        parted = [
            max(
                abs(Logistic(mpf(w0) + s * delta, mpf(0.5)).states(t)[0] - Logistic(mpf(w0), mpf(0.5)).states(t)[0])
                for s in (-1, 1)
            )
            for t in (mpf(0), real(h))
        ]
        assert 1 <= real(steps[0].end.delta) / parted[1] < 1 + slack
        assert 1 <= real(steps[0].bar) / max(parted) < 1 + slack


@pytest.mark.parametrize(
    ("spread", "a_spread"), [(fmpq(1, 1024), fmpq(1, 1024)), (fmpq(1, 64), fmpq(0)), (fmpq(1, 64), fmpq(1, 4))]
)
@pytest.mark.parametrize("w0", [-0.5, 1.5])
def test_remainder_of_a_box_is_what_its_corners_need(w0: float, spread: fmpq, a_spread: fmpq) -> None:
    # E = W - C - sum x_j F_j of the corners of starts and rates, after a step so short that E' is constant
    h = fmpq(1, 1024)
    tube = enclose_box([[fmpq(*w0.as_integer_ratio())]], [[spread]], [fmpq(1, 2)], [a_spread], h)
    (step,) = tube.steps
    with ctx.workprec(100), workdps(60):
        C, *images = (real(part.polynomials[0][0](arb(h)).mid()) for part in (step.C, *step.F))
        needed = mpf(0)
        for x in product((-1, 1), repeat=len(images)):
            a = mpf(0.5) + (x[1] * real(a_spread) if len(x) > 1 else 0)
            W = Logistic(mpf(w0) + x[0] * real(spread), a).states(real(h))[0]
            needed = max(needed, abs(W - C - sum(sign * image for sign, image in zip(x, images, strict=True))))
            assert real(tube.at(h)[0, 0].lower()) <= W <= real(tube.at(h)[0, 0].upper())
        width = sum(map(abs, images)) + needed
        assert 1 <= real(tube.at(h)[0, 0].rad()) / width < 1.1
        for bound in (step.bar, step.end.delta, tube.radius):
            assert 1 <= real(bound) / needed < (1.02 if w0 < 0 else 2.2)


def remainder(delta: float, h: float, C: arb_mat) -> tuple[arb, arb, arb] | None:
    return tube._bound_remainder(Tube(C, (), arb(delta)), POINT_RATES, C, arb_mat(1, 1), arb(h))


@pytest.mark.parametrize(("h", "proved"), [(0.3, True), (0.5, True), (1.0, True), (1.6, True), (1.8, False), (30.0, False)])
def test_growth_is_guessed_at_2_8_and_32(h: float, proved: bool) -> None:
    # at w = -1/2 and rate 1/2 errors grow by e^{2h}: 32 at h = 1.73
    found = remainder(2.0**-40, h, scalar(-0.5))
    assert (found is not None) is proved
    if found is not None:
        assert float(found[0]) == pytest.approx(2.0**-40 * float(mp.exp(2 * h)), rel=1e-6)
        assert found[0].is_exact()
        assert found[0] >= 2.0**-40 * (2 * arb(h)).exp()


def test_nothing_is_proved_of_an_infinite_error_and_nothing_grows_from_nothing() -> None:
    assert remainder(float("inf"), 0.1, scalar(-0.5)) is None
    found = remainder(0.0, 0.1, scalar(-0.5))
    assert found is not None
    assert (found[0], found[1]) == (0, 0)
    assert float(found[2]) == pytest.approx(2)


@pytest.mark.parametrize("w", [-0.5, 1.5])
def test_remainder_is_the_formula_rounded_up(monkeypatch: pytest.MonkeyPatch, w: float) -> None:
    # Gronwall: delta e^{mh} + sigma h e^{max(m, 0) h}, sigma = |Q(D)| + |DV(C; dA) D|, at few bits
    with ctx.workprec(20):
        m, h, delta = arb(-0.5 if w > 1 else 0.5), (arb(1) / 3).mid(), (arb(1) / 7).mid()
        monkeypatch.setattr(tube, "log_norm", lambda X, A: (m, arb(9)))
        D, dA, C = arb(0.25), arb(0.125), arb(w)
        rates = Rates(HALF, (scalar(dA),), scalar(0.625))
        found = tube._bound_remainder(Tube(scalar(w), (scalar(D),), delta), rates, scalar(C), scalar(arb(0, D)), h)
    assert found is not None
    # in balls 1 + 2 |w| for |1 - 2 w|
    sigma = (2 * mpf(0.625) * mpf(0.25) ** 2) + 2 * mpf(0.125) * (1 + 2 * abs(mpf(w))) * mpf(0.25)
    with workdps(40):
        grown, sure = mp.exp(real(m) * real(h)), mp.exp(max(real(m), 0) * real(h))
        for bound, true in (
            (found[0], (real(delta) + sigma * real(h)) * sure),
            (found[1], real(delta) * grown + sigma * real(h) * sure),
        ):
            assert bound.is_exact()
            assert 1 <= real(bound) / true < 1.0001
    assert found[2] == 9


def test_hull_of_the_remainder_holds_all_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[arb_mat] = []
    original = tube.log_norm
    monkeypatch.setattr(tube, "log_norm", lambda X, A: (seen.append(X), original(X, A))[1])
    found = tube._bound_remainder(
        Tube(scalar(1), (scalar(0.25),), arb(0.125)), POINT_RATES, scalar(arb(1, 0.5)), scalar(arb(0, 0.25)), arb(0)
    )
    assert found is not None
    assert found[:2] == (0.125, 0.125)
    assert seen[0][0, 0].contains(arb(2))
    assert seen[0][0, 0].contains(arb(0))
    assert seen[0][0, 0].rad() < 1.0001


def taylor(coefficients: list[arb | float], radius: float, order: int = 1) -> Taylor:
    return Taylor(((arb_poly([arb(c) for c in coefficients]),),), Box(arb(radius), arb(2), order))


def test_a_step_ends_at_midpoints_with_all_that_was_left_out() -> None:
    # radii 1/8 and 1/16 and the tails 4 (1/2)^2 and 8 (1/2)^2 of centre and image join delta = 1/4
    C, F_1 = taylor([1, arb(2, 0.125)], 4), taylor([3, arb(-1, 0.0625)], 8)
    found = tube._close(C, (F_1,), arb(1), arb(0.25))
    assert (scalar(3), (scalar(2),)) == (found.C, found.F)
    with ctx.workprec(80):
        assert is_upper(found.delta, F(1, 4) + F(1, 8) + F(1, 16) + 1 + 2, F(1, 10**8))
    with ctx.workprec(20):
        third = (arb(1) / 3).mid()
        found = tube._close(taylor([1, 2], 4 / 3), (), arb(1), third)
        assert is_upper(found.delta, fraction(third.fmpq()) + fraction((arb(4 / 3)).fmpq()) / 4, F(1, 10**5))


def test_a_step_holds_centre_images_and_remainder() -> None:
    C, F_1 = taylor([1, 2], 4), taylor([3, -1], 8)
    step = Step(fmpq(0), fmpq(1), C, (F_1,), arb(0.25), arb(0), Tube(scalar(3), (), arb(0)))
    hull = step.over(arb(1))[0, 0]
    # C(1) = 3, tail 1; |F(1)| = 2, tail 2; bar 1/4
    assert hull.contains(arb(3 + 5.25))
    assert hull.contains(arb(3 - 5.25))
    assert hull.rad() < 5.2501
    assert C.over(arb(0), arb(1), arb(0.5))[0, 0].contains(arb(2.5))
    assert C.over(arb(0), arb(1), arb(0.5))[0, 0].rad() < 1.5001
    # over a ball: the tail at its latest point
    early = step.over(arb(0).union(arb(1)))[0, 0]
    assert early.contains(arb(3 + 6.25))
    assert early.contains(arb(1 - 6.25))
    assert early.rad() < 7.2501


@pytest.mark.parametrize("order", [4, 9, 30])
@pytest.mark.parametrize("tolerance", [1e-3, 1e-30, 2.0])
def test_step_meets_the_tolerance_in_six_bits(order: int, tolerance: float) -> None:
    box = Box(arb(2), arb(3), order)
    wanted = min(3 * mpf(tolerance / 2) ** (mpf(1) / (order + 1)), mpf(1))
    h = step_size(box, arb(tolerance), fmpq(100))
    assert wanted * (1 - mpf(1) / 32) < real(h) <= wanted * (1 + mpf(10) ** -12)
    assert (int(h.p) >> max(0, int(h.p).bit_length() - 6)) * 2 ** max(0, int(h.p).bit_length() - 6) == int(h.p)
    assert step_size(box, arb(tolerance), fmpq(1, 10**9)) == fmpq(1, 10**9)


def test_step_is_a_third_of_the_reach_at_most() -> None:
    assert step_size(Box(arb(1), arb(3), 4), arb(1), fmpq(100)) == 1
    assert step_size(Box(arb(1), arb(6.1), 4), arb(1), fmpq(100)) == 2


def test_rates_and_symbols_are_bounded_by_their_norms() -> None:
    # V(C; A_1), DV(C; A_1) and 2 max |a| of a direction of both signs
    C, A_1 = arb_mat(2, 2, [1, 2, 2, 0]), diagonal([fmpq(1), fmpq(-3)])
    found = tube._source(C, A_1)
    # Y = [[2, -4], [-4, 0]]: V = Y - (Y W + W Y)/2 = [[8, -4], [-4, 8]]
    assert float(found[0]) == pytest.approx(160**0.5)
    assert found[1] == tube.operator_norm(tube.operator_matrix(C, A_1))
    assert found[2] == 6


def test_boxes_of_symbols_start_at_their_norms() -> None:
    start = Tube(scalar(0.5), (scalar(2), scalar(0)), arb(0))
    rates = Rates(scalar(1), (scalar(0), scalar(1)), scalar(1))
    box, (first, second) = tube._boxes(start, rates, 6)
    bound = majorant.Majorant.above(*tube._source(scalar(0.5), scalar(1)))
    assert first == majorant.tangent_box(bound, box, arb(2), (arb(0), arb(0), arb(0)))
    assert second == majorant.tangent_box(bound, box, arb(0), tube._source(scalar(0.5), scalar(1)))
    assert box == majorant.best_box(bound, 6)


@pytest.mark.parametrize("failures", range(6))
def test_a_step_is_halved_up_to_four_times(monkeypatch: pytest.MonkeyPatch, failures: int) -> None:
    asked: list[arb] = []

    def refuse(start: Tube, rates: Rates, C: arb_mat, D: arb_mat, h: arb) -> Any:
        asked.append(h)
        return None if len(asked) <= failures else (arb(0.5), arb(0.25), arb(3))

    monkeypatch.setattr(tube, "_bound_remainder", refuse)
    start = Tube(scalar(0.5), (), arb(0.125))
    if failures == 5:
        with pytest.raises(EnclosureError, match=r"no step could be proved at t = 7: remainder 0\.125"):
            advance(start, POINT_RATES, fmpq(7), 8, arb(1e-9), fmpq(1, 64))
        return
    step = advance(start, POINT_RATES, fmpq(7), 8, arb(1e-9), fmpq(1, 64))
    assert (step.t, step.h, step.bar, step.lipschitz) == (7, fmpq(1, 64 << failures), 0.5, 3)
    assert step.end.delta > 0.25
    assert asked == [arb(fmpq(1, 64 << k)) for k in range(failures + 1)]


def _stub(h: fmpq) -> Any:
    def advance(start: Tube, rates: Rates, t: fmpq, order: int, tolerance: arb, remaining: fmpq) -> Step:
        return Step(t, min(h, remaining), taylor([0], 1), (), arb(1), arb(0), start)

    return advance


def test_steps_may_not_become_too_short(monkeypatch: pytest.MonkeyPatch) -> None:
    # 2^-20 / max a, here 2^-22; the last step is as short as it must
    start, rates = Tube(scalar(0.5), (), arb(0)), Rates(scalar(1), (), scalar(arb(3, 1).upper()))
    monkeypatch.setattr(tube, "advance", _stub(fmpq(1, 2**21)))
    assert len(integrate(start, rates, fmpq(9, 2**24), 8, arb(1e-9))) == 2
    monkeypatch.setattr(tube, "advance", _stub(fmpq(1, 2**24)))
    with pytest.raises(EnclosureError, match="steps become too short at t = 0: the solution may not exist that long"):
        integrate(start, rates, fmpq(1), 8, arb(1e-9))
    assert len(integrate(start, rates, fmpq(1, 2**24), 8, arb(1e-9))) == 1


def test_shortest_step_is_a_millionth_of_the_fastest_timescale(monkeypatch: pytest.MonkeyPatch) -> None:
    start, rates = Tube(scalar(0.5), (), arb(0)), Rates(scalar(4), (), scalar(4))
    monkeypatch.setattr(tube, "advance", _stub(fmpq(1, 2**22)))
    assert len(integrate(start, rates, fmpq(2, 2**22), 8, arb(1e-9))) == 2
    monkeypatch.setattr(tube, "advance", _stub(fmpq(99, 100 * 2**22)))
    with pytest.raises(EnclosureError, match="too short"):
        integrate(start, rates, fmpq(2, 2**22), 8, arb(1e-9))


def test_so_many_steps_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tube, "advance", _stub(fmpq(1, 4)))
    monkeypatch.setattr(tube, "MOST_STEPS", 4)
    start = Tube(scalar(0.5), (), arb(0))
    assert [step.t for step in integrate(start, POINT_RATES, fmpq(1), 8, arb(1e-9))] == [0, fmpq(1, 4), fmpq(1, 2), fmpq(3, 4)]
    with pytest.raises(WorkError, match="MOST_STEPS = 4, got more than 4 steps, t = 1 was reached of order 8 in d = 1: "):
        integrate(start, POINT_RATES, fmpq(9, 8), 8, arb(1e-9))


def test_so_much_work_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    # a step of order 8 in two dimensions is 256 units: four are 1024
    monkeypatch.setattr(tube, "advance", _stub(fmpq(1, 4)))
    two = arb_mat([[0.5, 0], [0, 0.5]])
    start, rates = Tube(two, (), arb(0)), Rates(two, (), two)
    for work, most in ((1024, 4), (1023, 3)):
        monkeypatch.setattr(tube, "MOST_WORK", work)
        assert len(integrate(start, rates, fmpq(most, 4), 8, arb(1e-9))) == most
        with pytest.raises(WorkError, match=rf"MOST_WORK = {work} .* got more than {most} steps, .* of order 8 in d = 2: "):
            integrate(start, rates, fmpq(4 * most + 1, 16), 8, arb(1e-9))


def test_a_horizon_of_too_many_steps_is_refused_before_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    # at rate 4 a step is at most 3/4 long
    monkeypatch.setattr(tube, "MOST_STEPS", 4)
    monkeypatch.setattr(tube, "advance", _stub(fmpq(3, 4)))
    start, rates = Tube(scalar(0.5), (), arb(0)), Rates(scalar(4), (), scalar(4))
    assert len(integrate(start, rates, fmpq(3), 8, arb(1e-9))) == 4
    monkeypatch.setattr(tube, "advance", None)
    with pytest.raises(WorkError, match=r"MOST_STEPS = 4, got at least 5 steps of order 8 in d = 1: take a shorter horizon"):
        integrate(start, rates, fmpq(15, 4), 8, arb(1e-9))


@pytest.mark.parametrize(("order", "d", "work", "most"), [(8, 2, 1024, 4), (8, 2, 1023, 3), (3, 3, 81, 1), (1, 1, 10**9, 50_000)])
def test_steps_are_those_that_the_work_allows(order: int, d: int, work: int, most: int) -> None:
    assert most_steps(order, d, work) == most


def test_each_step_says_how_much_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tube, "advance", _stub(fmpq(1, 4)))
    said: list[float] = []
    integrate(Tube(scalar(0.5), (), arb(0)), POINT_RATES, fmpq(5, 8), 8, arb(1e-9), said.append)
    assert said == pytest.approx([0.4, 0.8, 1.0], rel=1e-15)


def test_greatest_error_is_that_of_the_steps_and_of_the_end() -> None:
    steps = [
        Step(fmpq(0), fmpq(1), taylor([0], 1), (), arb(bar), arb(0), Tube(scalar(0), (), arb(end)))
        for bar, end in ((1, 9), (2, 1))
    ]
    assert greatest_error(steps) == 2
    assert greatest_error(steps[::-1]) == 9


def test_a_time_is_read_on_its_own_step(point_tube: Enclosure) -> None:
    assert len(point_tube.steps) > 2
    for t in (
        fmpq(0),
        *(step.t for step in point_tube.steps),
        *(step.t + step.h / 3 for step in point_tube.steps),
        point_tube.horizon,
    ):
        with ctx.workprec(point_tube.precision):
            found = point_tube.at(t)
        assert holds(found, case("two concepts").oracle(fraction(t)))
        assert all(entry.rad() < 1e-19 for entry in found.entries())


def test_bounds_are_kept_to_64_bits(point_tube: Enclosure) -> None:
    assert max(step.bar.bits() for step in point_tube.steps) == 64
    assert max(step.lipschitz.bits() for step in point_tube.steps) == 64


def test_remainder_is_bounded_over_hulls_of_the_whole_step(monkeypatch: pytest.MonkeyPatch) -> None:
    # W = 1/2 + tanh(t/2)/2 and its derivative along the start, 1/cosh(t/2)^2, from one end of the step to the other
    seen: list[tuple[arb_mat, arb_mat]] = []

    def keep(start: Tube, rates: Rates, C: arb_mat, D: arb_mat, h: arb) -> Any:
        seen.append((C, D))
        return arb(0.5), arb(0.25), arb(3)

    monkeypatch.setattr(tube, "_bound_remainder", keep)
    advance(Tube(scalar(0.5), (scalar(1),), arb(0)), Rates(HALF, (scalar(0),), HALF), fmpq(0), 30, arb(1e-9), fmpq(1, 2))
    C, D = seen[0][0][0, 0], seen[0][1][0, 0]
    for t in (0.0, 0.25, 0.5):
        assert C.contains(arb(0.5 + float(tanh(t / 2)) / 2))
        assert D.contains(arb(float(1 / mp.cosh(t / 2) ** 2) - 1e-12))
        assert D.contains(arb(1e-12 - float(1 / mp.cosh(t / 2) ** 2)))
    assert C.rad() < 0.2
    assert D.rad() < 1.3
