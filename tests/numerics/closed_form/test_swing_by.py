"""Proposition: the rise has the order 4 theta / (4 - theta) and its height by hand; its onset is the largest gain over cost."""

import numpy as np
import pytest

from numerics.closed_form.swing_by import log_rise, onset_margin, rise_exponent, sharper_rise


def test_rise_scales_with_its_exponent():
    rises = [float(log_rise((1.0, 0.5), (1.5, 1.0), 0.7 * omega, 1.2 * omega)) for omega in (1e-30, 1e-60)]
    assert (rises[0] - rises[1]) / (30 * np.log(10)) == pytest.approx(float(rise_exponent(0.25)))


#: The largest margin is inside, or where the first concept is learned: its clock begins there.
ONSETS = [
    ((1.0, 0.4), (1.5, 1.0), (1e-8, 6e-9), 5e-9),
    ((1.7, 0.6), (1.5, 1.3), (1e-8, 6e-9), 5e-9),
    ((0.7, 0.3), (0.8, 2.1), (1e-5, 0.3), 1e-4),
]


@pytest.mark.parametrize(("a", "mu", "c", "w"), ONSETS)
def test_onset_margin_is_the_largest_over_time(a, mu, c, w):
    theta, first = (a[0] - a[1]) / (2 * a[0]), np.log((1 - c[0]) / c[0]) / (2 * a[0])
    t = np.linspace(first, first + 20, 200_001)
    gain = a[0] * theta * mu[0] * mu[1] * w * c[0] ** (theta / 2 - 1) * np.exp(-a[0] * theta * t)
    cost = 2 * a[0] * mu[0] ** 2 * np.exp(-4 * a[0] * t) / c[0] ** 2 + 2 * a[1] * mu[1] ** 2 * c[1] * np.exp(2 * a[1] * t)
    assert float(onset_margin(a, mu, w, c)) == pytest.approx(float(np.max(np.log(gain / cost))), abs=1e-6)


def test_no_onset_without_a_positive_minor_entry():
    assert onset_margin((1.0, 0.4), (1.5, 1.0), -1e-9, (1e-8, 6e-9)) == -np.inf


@pytest.mark.parametrize(("share", "order"), [(0.0, 0.0), (0.25, 4 / 15), (0.5, 4 / 7)])
def test_exponent_by_hand(share, order):
    assert float(rise_exponent(share)) == pytest.approx(order)


@pytest.mark.parametrize(("p", "q"), [(1.5, 1.0), (0.7, 2.3)])
def test_rise_by_hand(p, q):
    a, w, c = (2.0, 1.0), 1e-7, 1e-6  # theta = 1/4
    B = w / c ** (7 / 8)
    peak = B * (q * B * c**2 / (8 * p)) ** (1 / 15)
    assert float(log_rise(a, (p, q), w, c)) == pytest.approx(np.log(15 / 16 * p * q * peak))


@pytest.mark.parametrize(("p", "q"), [(1.5, 1.0), (0.7, 2.3)])
def test_sharper_rise_by_hand(p, q):
    a, w, c = (2.0, 1.0), 1e-7, (1e-6, 1e-8)  # theta = 1/4
    B = w / c[0] ** (7 / 8)
    lowest = B * (q * B * c[0] ** 2 / (8 * p)) ** (1 / 15)
    # 2 q c_2 e^{2 t} = p/2 B e^{-t/2}: e^t = (p B / (4 q c_2))^{2/5}.
    highest = B * (p * B / (4 * q * c[1])) ** (-1 / 5)
    assert float(sharper_rise(a, (p, q), w, c)) == pytest.approx(p * q * (15 / 16 * lowest - 5 / 4 * highest))


@pytest.mark.parametrize("function", [log_rise, sharper_rise, onset_margin])
def test_rates_that_do_not_descend_are_refused(function):
    c = 1e-6 if function is log_rise else (1e-6, 1e-6)
    with pytest.raises(ValueError, match="a must descend"):
        function((0.5, 1.0), (1.0, 1.5), 1e-7, c)
