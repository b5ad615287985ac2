"""A proved tube contains an independent 60-digit solution at all times, and every injected fault is caught by that test."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, arb_mat, ctx, fmpq
from mpmath import exp, mp, mpf, tanh, workdps

from numerics.enclosure import majorant, tube
from numerics.enclosure.field import diagonal, matrix
from numerics.enclosure.given_data import enclose_box, enclose_flow
from numerics.enclosure.tube import Enclosure, EnclosureError, Rates, Tube, integrate
from tests.numerics.enclosure.containment import SETTINGS, Case, case, contains, gram, holds, rational, rationals, rows, times
from tests.numerics.flow_oracle import DIGITS, Oracle, number

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
