"""Proposition: the sides of the statements are those of the formulas, evaluated in floats, and their repairs are weaker."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb_mat

from numerics.enclosure.statements import Seen, balls, growth, minor, noise, own_growth

NUMBERS = {
    "alpha": 1,
    "gamma": 9,
    "beta": Fraction(11, 10),
    "K": 20,
    "kappa": Fraction(6, 5),
    "P": 100_000,
    "omega": Fraction(1, 10**6),
}
W0 = [[1e-6, 1e-6, 1e-6], [1e-6, 1.1e-6, -1e-6], [1e-6, -1e-6, 1.1e-6]]
W = [[0.9, 0.02, 0.03], [0.02, 1e-4, -3e-5], [0.03, -3e-5, 2e-4]]
SEEN = Seen(
    balls({name: Fraction(value) for name, value in NUMBERS.items()}),
    (Fraction(9), Fraction(3), Fraction(1)),
    arb_mat(W0),
    arb_mat(W),
    Fraction(1, 2),
)


def shown(sides):
    return tuple(map(float, sides))


def test_the_sides_are_the_formulas():
    assert shown(noise(SEEN)) == pytest.approx((12 * 4e-4 + 4 * 9e-10, 2 * 1e5 * 9 * 3 * 1.21e-12), rel=1e-9)
    assert shown(growth(SEEN)) == pytest.approx((3e-5, 1e-6 * math.exp(4 * 0.5 * 1.2)), rel=1e-9)
    assert shown(own_growth(SEEN)) == pytest.approx((1.1e-6 * math.exp(3 / 1.2), 1e-4), rel=1e-9)
    assert shown(minor(SEEN, 0, 1)) == pytest.approx((0.02, 0.11), rel=1e-9)


def test_the_repairs_are_the_formulas():
    assert shown(noise(SEEN, power=2))[1] == pytest.approx(2 * 2 * 9 * 0.11**2, rel=1e-9)
    assert shown(growth(SEEN, mean=True))[1] == pytest.approx(1.1e-6 * math.exp(4 * 0.5), rel=1e-9)
    assert shown(own_growth(SEEN, pivot=True))[0] == pytest.approx(1e-7 * math.exp(3 / 1.2), rel=1e-9)


def test_lemma_d3_is_not_looked_at_beyond_its_window():
    """ln(P beta omega / w_22(0)) / (2 a_2 kappa) is near 1.6."""
    with pytest.raises(ValueError, match=r"time must lie in the window of Lemma D\.3, got 2"):
        own_growth(replace(SEEN, time=Fraction(2)))


def test_corollary_d1_is_not_looked_at_beyond_the_initial_phase():
    with pytest.raises(ValueError, match="minor entries must be in the initial phase"):
        noise(replace(SEEN, W=arb_mat([[0.9, 0.2, 0.0], [0.2, 0.5, 0.0], [0.0, 0.0, 0.1]])))
