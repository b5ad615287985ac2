"""A proved tube contains an independent 60-digit solution at all times, and every injected fault is caught by that test."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from flint import arb, arb_mat, ctx, fmpq
from mpmath import exp, mp, mpf, odefun, tanh, workdps

from numerics import enclosure as enclosure_module
from numerics import majorant as majorant_module
from numerics.ball_field import diagonal
from numerics.dense_enclosure import state_at, states_over, within_step
from numerics.enclose import enclose_box, enclose_flow, rates_from_task
from numerics.enclosure import Enclosure, EnclosureError, Rates, Tube, integrate
from tests.numerics.flow_oracle import DIGITS, Oracle, number

F = Fraction


def rational(value: Fraction | int) -> fmpq:
    exact = Fraction(value)
    return fmpq(exact.numerator, exact.denominator)


def rows(W: list[list[Fraction]]) -> list[list[fmpq]]:
    return [[rational(entry) for entry in row] for row in W]


def gram(d: int, scale: Fraction, seed: int) -> list[list[Fraction]]:
    U = [[F(int(k), 1000) * scale for k in row] for row in np.random.default_rng(seed).integers(0, 1000, (d, d))]
    return [[sum((p * q for p, q in zip(u, v, strict=True)), F(0)) for v in U] for u in U]


def rates(mu: list[Fraction], sigma: list[Fraction], squared: bool) -> list[Fraction]:
    a = [s * s + (mu[p] ** 2 / len(mu) if p < len(mu) else 0) for p, s in enumerate(sigma)]
    return [rate**2 for rate in a] if squared else a


SETTINGS = {
    "two concepts": (gram(2, F(1, 5), 3), rates([F(1), F(3, 2)], [F(1, 20)] * 2, False), F(6), F(1, 16)),
    "figure 5, squared": (gram(3, F(1, 5), 0), rates([F(1), F(3, 2)], [F(1, 20)] * 3, True), F(4), F(1, 16)),
    "an untrained coordinate": (gram(3, F(1, 5), 1), rates([F(1), F(3, 2)], [F(1, 20)] * 2 + [F(0)], False), F(2), F(1, 16)),
    "four concepts": (gram(4, F(1, 3), 2), rates([F(1), F(3, 2), F(11, 5), F(27, 10)], [F(1, 20)] * 4, False), F(1), F(1, 24)),
    "an indefinite start": ([[F(1, 2), F(2, 3)], [F(2, 3), F(1, 5)]], [F(1, 3), F(1)], F(1, 2), F(1, 24)),
}


@pytest.fixture(scope="module", params=list(SETTINGS))
def case(request: pytest.FixtureRequest) -> SimpleNamespace:
    W0, a, horizon, step = SETTINGS[request.param]
    return SimpleNamespace(W0=W0, a=a, horizon=horizon, oracle=Oracle(W0, a, horizon, step))


@pytest.fixture(scope="module")
def small() -> SimpleNamespace:
    W0, a, _, step = SETTINGS["two concepts"]
    return SimpleNamespace(W0=W0, a=a, horizon=F(3), oracle=Oracle(W0, a, F(3), step))


def exact_ball(value: Any) -> arb:
    """A 60-digit number as a ball of that width: containment is judged no finer than the oracle is."""
    return arb(mp.nstr(value, 62), "1e-58")


def holds(ball: arb_mat, W: list[list[Any]]) -> bool:
    with ctx.workprec(320), workdps(DIGITS):
        return all(ball[i, j].overlaps(exact_ball(W[i][j])) for i in range(len(W)) for j in range(len(W)))


def times(horizon: Fraction, count: int, seed: int) -> Iterator[Fraction]:
    for k in np.random.default_rng(seed).integers(0, 10**9, count):
        yield horizon * F(int(k), 10**9)


def contains(tube: Enclosure, oracle: Oracle, count: int = 50) -> bool:
    """At random times, and inside steps: the hull over the whole step must hold every moment of it."""
    points = all(
        holds(state_at(tube, rational(t)), oracle(t)) for t in times(F(int(tube.horizon.p), int(tube.horizon.q)), count, 1)
    )
    inside = []
    for step, x in zip(tube.steps, times(F(1), len(tube.steps), 2), strict=True):
        t, h = F(int(step.t.p), int(step.t.q)), F(int(step.h.p), int(step.h.q))
        with ctx.workprec(tube.precision):
            hull = within_step(step, arb(0).union(arb(step.h)))
        inside.append(holds(hull, oracle(t + x * h)))
    return points and all(inside)


def tube_of(case: SimpleNamespace, **options: Any) -> Enclosure:
    return enclose_flow(rows(case.W0), [rational(rate) for rate in case.a], rational(case.horizon), **options)


def test_the_oracle_agrees_with_another_one() -> None:
    W0, a, _, step = SETTINGS["two concepts"]
    with workdps(50):
        p, q = (mpf(rate.numerator) / rate.denominator for rate in a)

    def slope(_: mpf, w: list[mpf]) -> list[mpf]:
        n = (p + q) * w[1] ** 2
        return [
            2 * p * w[0] * (1 - w[0]) - n,
            w[1] * (p + q) - w[1] / 2 * (w[0] * (3 * p + q) + w[2] * (3 * q + p)),
            2 * q * w[2] * (1 - w[2]) - n,
        ]

    with workdps(40):
        start = [mpf(W0[i][j].numerator) / W0[i][j].denominator for i, j in ((0, 0), (0, 1), (1, 1))]
        other = odefun(slope, 0, start)(mpf(1) / 2)
        W = Oracle(W0, a, F(1), step)(F(1, 2))
        assert max(abs(W[i][j] - w) for (i, j), w in zip(((0, 0), (0, 1), (1, 1)), other, strict=True)) < mpf(10) ** -38


@pytest.mark.parametrize("options", [{}, {"radius": 1e-6}, {"radius": 1e-40}, {"order": 7, "precision": 80}])
def test_tube_contains_the_solution(case: SimpleNamespace, options: dict[str, Any]) -> None:
    assert contains(tube_of(case, **options), case.oracle)


@pytest.mark.parametrize("radius", [1e-3, 1e-10, 1e-30])
def test_radius_asked_for_is_reached(case: SimpleNamespace, radius: float) -> None:
    assert tube_of(case, radius=radius).radius <= radius


def test_intervals_across_steps_are_covered(small: SimpleNamespace) -> None:
    tube = tube_of(small)
    hulls = states_over(tube, fmpq(1, 3), fmpq(5, 2))
    assert len(hulls) > 3
    for x in times(F(1), 20, 4):
        W = small.oracle(F(1, 3) + x * F(13, 6))
        assert any(holds(hull, W) for hull in hulls)


def test_isotropic_flow_has_its_closed_form() -> None:
    # equal rates: W(t) = W0 e^{2at} (I + W0 (e^{2at} - 1))^{-1}
    W0, a = gram(3, F(1, 4), 5), F(2, 3)
    tube = enclose_flow(rows(W0), [rational(a)] * 3, fmpq(9))
    with workdps(DIGITS):
        grown = exp(2 * mpf(2) / 3 * 7)
        M = mp.matrix([[mpf(x.numerator) / x.denominator for x in row] for row in W0])
        W = (M * grown) * (mp.eye(3) + M * (grown - 1)) ** -1
        assert holds(state_at(tube, fmpq(7)), [[W[i, j] for j in range(3)] for i in range(3)])


def test_equilibrium_stays() -> None:
    tube = enclose_flow(rows([[F(1), F(0)], [F(0), F(1)]]), [fmpq(1, 3), fmpq(5)], fmpq(50))
    assert holds(state_at(tube, fmpq(50)), [[mpf(1), mpf(0)], [mpf(0), mpf(1)]])


def _no_tail(*_: Any, **__: Any) -> arb:
    return arb(0)


def _drop(which: int) -> Any:
    original = enclosure_module.flow_series

    def dropped(C: arb_mat, A: arb_mat, order: int) -> Any:
        series = original(C, A, order)
        gone = [arb_mat(C.nrows(), C.nrows()) if n == (which % (order + 1)) else M for n, M in enumerate(series.C)]
        return type(series)(tuple(gone), series.Y)

    return dropped


def _small_box(factor: float, stretch: float) -> Any:
    original = enclosure_module.best_box

    def shrunk(*arguments: Any) -> Any:
        box = original(*arguments)
        return majorant_module.Box(box.radius * factor, box.reach * stretch)

    return shrunk


FAULTS = {
    "no remainder": ("numerics.majorant.Box.tail", _no_tail),
    "last Taylor term dropped": ("numerics.enclosure.flow_series", _drop(-1)),
    "middle Taylor term dropped": ("numerics.enclosure.flow_series", _drop(4)),
    "box of a thousandth": ("numerics.enclosure.best_box", _small_box(1e-3, 1.0)),
    "box reaching too far": ("numerics.enclosure.best_box", _small_box(1.0, 2.0)),
}


def _logistic_holds() -> bool:
    """The logistic from w = 1/2, where the majorant is sharp: 1/2 + tanh(t)/2; terms of neighbouring orders far apart."""
    horizon = F(1, 2**10)
    tube = enclose_flow([[fmpq(1, 2)]], [fmpq(1)], rational(horizon), order=6, precision=150)
    with workdps(DIGITS):
        return len(tube.steps) > 3 and all(
            holds(state_at(tube, rational(t)), [[(1 + tanh(number(t))) / 2]]) for t in [*times(horizon, 50, 1), horizon]
        )


@pytest.mark.parametrize("fault", list(FAULTS))
def test_injected_fault_is_caught(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    assert _logistic_holds()
    monkeypatch.setattr(*FAULTS[fault])
    assert not _logistic_holds()


def _ball_holds(case: SimpleNamespace) -> bool:
    """A tube around a start that is off by delta must hold the true solution."""
    moved = [[rational(case.W0[i][j] + (F(1, 10**6) if i == j == 0 else 0)) for j in range(2)] for i in range(2)]
    with ctx.workprec(100):
        A = diagonal([rational(rate) for rate in case.a])
        start = arb_mat(2, 2, [arb(entry) for row in moved for entry in row])
        tube, rates_ = Tube(start.mid(), (), arb("1.001e-6").upper()), Rates(A, (), A)
        steps = integrate(tube, rates_, rational(case.horizon), 12, arb(2) ** -60)
    return contains(Enclosure(steps, rates_, 12, 100, steps[-1].bar), case.oracle)


def test_growth_of_an_error_is_covered_and_forgetting_it_is_caught(
    small: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _ball_holds(small)
    original = enclosure_module.log_norm
    monkeypatch.setattr(enclosure_module, "log_norm", lambda X, A: (original(X, A)[0] - 1, original(X, A)[1]))
    assert not _ball_holds(small)


def test_blow_up_is_refused() -> None:
    # a negative eigenvalue runs off in finite time, near t = 0.94 here
    W0, a, _, _ = SETTINGS["an indefinite start"]
    with pytest.raises(EnclosureError):
        enclose_flow(rows(W0), [rational(rate) for rate in a], fmpq(1), radius=1e-6)


def _box_case() -> tuple[list[list[Fraction]], Fraction, list[Fraction], list[Fraction]]:
    W0, a, _, _ = SETTINGS["two concepts"]
    return W0, F(1, 2000), a, [F(1, 500), F(1, 1000)]


def _corner(signs: list[int]) -> Oracle:
    W0, spread, a, a_spread = _box_case()
    moved = [[W0[0][0] + signs[0] * spread, W0[0][1] + signs[1] * spread], [F(0), W0[1][1] + signs[2] * spread]]
    moved[1][0] = moved[0][1]
    return Oracle(moved, [rate + s * r for rate, s, r in zip(a, signs[3:], a_spread, strict=True)], F(3), F(1, 16))


@pytest.fixture(scope="module")
def box_tube() -> Enclosure:
    return _box_tube()


def _box_tube() -> Enclosure:
    W0, spread, a, a_spread = _box_case()
    wide = [[rational(spread)] * 2] * 2
    exact_rates, exact_spread = [rational(x) for x in a], [rational(x) for x in a_spread]
    return enclose_box(rows(W0), wide, exact_rates, exact_spread, fmpq(3), order=10, precision=64)


@pytest.mark.parametrize("signs", [[1, 1, 1, 1, 1], [-1, -1, -1, -1, -1], [1, -1, 1, -1, 1], [-1, 1, 1, 1, -1], [0, 0, 0, 0, 0]])
def test_box_holds_its_corners(box_tube: Enclosure, signs: list[int]) -> None:
    assert contains(box_tube, _corner(signs), 20)


@pytest.mark.parametrize("fault", ["quadratic", "symbols"])
def test_fault_in_a_box_is_caught(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    if fault == "quadratic":
        monkeypatch.setattr(enclosure_module, "quadratic", lambda D, A: arb_mat(2, 2))
        monkeypatch.setattr(enclosure_module, "tangent", lambda C, D, A: arb_mat(2, 2))
    else:
        original = enclosure_module.tangent_series
        monkeypatch.setattr(
            enclosure_module, "tangent_series", lambda F, flow, A, A_1: tuple(M * arb(0.99) for M in original(F, flow, A, A_1))
        )
    corners = [[1, 1, 1, 1, 1], [-1, -1, -1, -1, -1], [1, -1, 1, 1, 1], [-1, 1, -1, -1, -1]]
    assert not all(contains(_box_tube(), _corner(signs), 20) for signs in corners)


def test_box_too_wide_is_refused() -> None:
    W0, a = rows(gram(3, F(1, 5), 0)), rates_from_task([fmpq(1), fmpq(3, 2)], [fmpq(1, 20)] * 3, True)
    with pytest.raises(EnclosureError, match="too wide"):
        enclose_box(W0, [[fmpq(1, 50)] * 3] * 3, a, [fmpq(0)] * 3, fmpq(9), order=10, precision=64)


@pytest.mark.parametrize(
    ("W0", "a", "horizon", "match"),
    [
        ([[1, 2], [3, 4]], [1, 1], 1, "W0: must be symmetric"),
        ([[1, 2]], [1, 1], 1, "W0: must be 2 x 2"),
        ([[1, 0], [0, 1]], [1, -1], 1, "a: must be nonnegative"),
        ([[1, 0], [0, 1]], [1, 1], 0, "horizon"),
    ],
)
def test_wrong_data_are_named(W0: list[list[int]], a: list[int], horizon: int, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        enclose_flow([[fmpq(x) for x in row] for row in W0], [fmpq(x) for x in a], fmpq(horizon))
