"""A fitted order is the derived one, or the claim is refuted; errors that are zero or NaN have no order."""

import numpy as np
import pytest

from verify.claim import Outcome
from verify.methods import Order

SCALES = (0.1, 0.05, 0.02, 0.01)


@pytest.mark.parametrize(
    ("error", "exponent", "expected"),
    [
        (lambda h, rng: 3 * h**2, 2.0, Outcome.VERIFIED),
        (lambda h, rng: 3 * h**2 * (1 + 0.1 * rng.random()), 2.0, Outcome.VERIFIED),
        (lambda h, rng: 3 * h**2, 1.0, Outcome.REFUTED),
        (lambda h, rng: 3 * h**1.5, 2.0, Outcome.REFUTED),
        (lambda h, rng: 0.0, 1.0, Outcome.REFUTED),
        (lambda h, rng: np.nan, 1.0, Outcome.REFUTED),
    ],
)
def test_outcomes(error, exponent, expected):
    order = Order(error, SCALES, exponent, "An error.")
    assert order.run([], np.random.default_rng(0)).outcome is expected


def test_wrong_exponents_are_mutants():
    order = Order(lambda h, rng: h, SCALES, 1.0, "An error.")
    assert {mutant.check(np.random.default_rng(0)).outcome for mutant in order.mutants([])} == {Outcome.REFUTED}


@pytest.mark.parametrize("scales", [(0.1, 0.2), (0.1, 0.1, 0.1), (0.1, 0.2, 0.0)])
def test_scales_must_allow_a_fit(scales):
    with pytest.raises(ValueError, match="scales must be at least three distinct numbers above 0"):
        Order(lambda h, rng: h, scales, 1.0, "An error.")
