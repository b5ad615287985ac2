"""Proposition: the best constants of D.1 to D.5 are as good as the certified ones, and each failure is told and measured."""

from fractions import Fraction
from math import inf, log10

import numpy as np
import pytest

from numerics.assumptions import CONSTANTS, TITLES, assumptions, audit, audit_in_floats, largest_step
from numerics.enclosure.assumptions import failing_assumptions, feasible_point
from numerics.setting import exact_setting
from theory.appendix_d.assumptions import ASSUMPTIONS

RATIO = Fraction(555, 10_000)
STEP = Fraction(1, 10_000)


def start(omega: Fraction, size: int = 2) -> list[list[Fraction]]:
    return [[omega * (1 + Fraction(1, 10**9) * (i == j)) for j in range(size)] for i in range(size)]


def scaled(W0, orders):
    """Return a start smaller by so many orders of magnitude, and a little more."""
    return [[entry * Fraction(0.9 * 10 ** (-orders % 1)) / 10 ** -int(-orders // 1) for entry in row] for row in W0]


def chosen(found, eta):
    """Return the constants of an audit as fractions, within their bounds."""
    known = {name: Fraction(value) for name, value in found.constants.items() if not name.startswith("log10_")}
    logarithms = (found.constants[name] for name in ("log10_omega", "log10_P"))
    omega, P = (Fraction(10) ** int(it // 1) * Fraction(10 ** (it % 1)) for it in logarithms)
    slack, off = 1 + Fraction(1, 10**6), Fraction(1, 10**4)
    return {
        **known, "gamma": known["gamma"] * (1 + 2 * off), "beta": known["beta"] * slack**3, "eta": eta,
        "omega": omega / slack, "P": max(Fraction(2), P * (1 - 3 * off)),
        "kappa": known["kappa"] + Fraction(1, 10**8), "alpha": known["alpha"] * (1 - off),
        "C": known["C"] * (1 - off / 10) if known["C"] > 1 else slack,
    }  # fmt: skip


def test_titles_are_as_printed():
    assert list(TITLES.items()) == [(item.name, item.says) for item in ASSUMPTIONS]


@pytest.mark.parametrize(("power", "orders"), [(61, 0), (60, 0.84676), (59, 1.84676), (300, 0)])
def test_the_fifth_fails_as_far_as_omega_is_from_its_supremum(power, orders):
    found = assumptions((1 / RATIO, Fraction(1)), start(Fraction(1, 10**power)), STEP)
    assert found.first_failure == ("D.5" if orders else None)
    assert found.orders["D.5"] == pytest.approx(orders, abs=1e-4)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_what_balls_prove_holds_here_a_little_below(size):
    point = feasible_point(RATIO, size)
    assert failing_assumptions(point.constants, point.a, point.W0) == []
    W0 = [[entry * Fraction(99, 100) for entry in row] for row in point.W0]
    assert assumptions(point.a, W0, point.constants["eta"]).document()["holds"]


@pytest.mark.parametrize(
    "a", [(Fraction(18), Fraction(1)), (Fraction(40), Fraction(10), Fraction(3)), (Fraction("3.005"), Fraction(1))]
)
def test_balls_prove_what_holds_here_with_the_constants_given(a):
    W0 = [[Fraction(1 + (i == j), 10**3) for j in range(len(a))] for i in range(len(a))]
    far = assumptions(a, W0, 0).orders["D.5"]
    W0, eta = scaled(W0, far), Fraction(1, 10) * Fraction(largest_step(float(a[0])))
    found = assumptions(a, W0, eta)
    assert found.first_failure is None
    assert failing_assumptions(chosen(found, eta), a, W0) == []


def test_a_small_gap_lowers_alpha_and_leaves_K():
    constants = assumptions((Fraction("3.005"), Fraction(1)), start(Fraction(1, 10**300)), 0).constants
    assert constants["K"] == 20
    assert constants["alpha"] == pytest.approx(0.5)
    assert constants["C"] == pytest.approx(100)
    assert list(constants) == list(CONSTANTS)


@pytest.mark.parametrize("spread", [1, 7])
def test_the_first_four_hold_at_the_scale_that_is_told(spread):
    a, W0 = (Fraction(4), Fraction(1)), [[Fraction(spread), Fraction(1)], [Fraction(1), Fraction(spread)]]
    far = assumptions(a, W0, 0).orders["D.4"]
    assert far == pytest.approx(log10(spread**2 * 2 * 20 * 4 * 2 / (1 - 11**-0.5)), abs=1e-9)
    W0 = scaled(W0, far)
    found = assumptions(a, W0, 0)
    assert found.first_failure == "D.5"
    assert found.orders["D.4"] == 0
    kappa = {"kappa": Fraction(1099, 100), "C": Fraction(1001, 1000), "P": Fraction(2)}
    assert failing_assumptions(chosen(found, Fraction(1, 10**6)) | kappa, a, W0) == ["D.5"]


@pytest.mark.parametrize(
    ("a", "omega", "eta", "failing"),
    [
        ((Fraction(9), Fraction(1), Fraction(0)), Fraction(1, 100), Fraction(0), {"D.1": inf, "D.4": inf, "D.5": inf}),
        ((Fraction(1), Fraction(1)), Fraction(1, 10**300), STEP, {"D.5": inf}),
        ((Fraction(2), Fraction(1)), Fraction(1, 10**300), Fraction(1), {"D.2": 2.5563, "D.5": inf}),
        ((Fraction(2),), Fraction(1, 10**3), Fraction(0), {}),
        ((Fraction(2),), Fraction(1, 10), Fraction(0), {"D.4": 0.7579}),
        ((1.0, 1e-100), Fraction(1, 10**4), 0.0, {"D.4": 98.05893, "D.5": 1344.4388}),
    ],
)
def test_how_far_each_is_and_what_no_factor_mends(a, omega, eta, failing):
    found = assumptions(a, start(omega, len(a)), eta)
    assert {name: orders for name, orders in found.orders.items() if orders} == pytest.approx(failing, rel=1e-4)
    assert set(found.reasons) == {name for name, orders in failing.items() if orders == inf}


def test_none_of_the_five():
    W0 = [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]]
    found = assumptions((Fraction(1), Fraction(1)), W0, Fraction(1))
    assert all(found.orders.values())
    assert found.document()["orders"] is None
    assert "entry (1, 2) of W(0) is 0" in found.sentence()


def test_signs_do_not_matter():
    W0 = start(Fraction(1, 10**70))
    turned = [[W0[0][0], -W0[0][1]], [-W0[1][0], W0[1][1]]]
    a = (1 / RATIO, Fraction(1))
    assert assumptions(a, turned, STEP) == assumptions(a, W0, STEP)


def test_a_second_moment_is_judged_in_its_eigenbasis():
    c, s = np.cos(0.3), np.sin(0.3)
    Q = np.array([[c, -s], [s, c]])
    W0 = np.array([[2e-70, 1e-70], [1e-70, 2e-70]])
    turned = exact_setting(None, None, Q @ W0 @ Q.T, second_moment=Q @ np.diag([18.0, 1.0]) @ Q.T)
    plain = assumptions((18.0, 1.0), W0.tolist(), 1e-4)
    assert audit(turned, "1e-4").orders == pytest.approx(plain.orders, abs=1e-9)
    assert plain.orders == dict.fromkeys(TITLES, 0.0)
    zero = exact_setting(None, None, Q @ np.diag([2e-70, 1e-70]) @ Q.T, second_moment=Q @ np.diag([18.0, 1.0]) @ Q.T)
    assert audit(zero, 0).first_failure == "D.1"


def test_floats_and_fractions_agree():
    question = exact_setting(("1", "6"), (0, 0), [["1e-99", "1e-99"], ["1e-99", "2e-99"]])
    assert audit_in_floats(question.in_floats()).orders == pytest.approx(audit(question, 0).orders, rel=1e-9)


@pytest.mark.parametrize("eta", ["nan", "inf", -1, None, "x"])
def test_a_step_is_a_number(eta):
    with pytest.raises(ValueError, match="eta must be a finite number of at least 0, got "):
        audit(exact_setting((1, 6), (0, 0), [[1, 0], [0, 1]]), eta)
