"""A twin that differs in one sign, one shape or one NaN is noticed."""

import numpy as np
import pytest

from numerics.task.field import tied_field
from theory import two_layer
from verify.claim import Outcome
from verify.methods import Twin


def wrong_sign(W, A):
    return tied_field(W, A) - 2 * W @ A


def not_a_number(W, A):
    return tied_field(W, A) * np.nan


def almost(W, A):
    return tied_field(W, A) + 1e-9


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (tied_field, Outcome.VERIFIED),
        (wrong_sign, Outcome.REFUTED),
        (not_a_number, Outcome.REFUTED),
        (almost, Outcome.REFUTED),
    ],
)
def test_outcomes(function, expected):
    result = Twin(function, ("W", "A")).run([two_layer.printed_field()], np.random.default_rng(0))
    assert result.outcome is expected


def test_shapes_must_agree():
    twin = Twin(lambda W, A: W[0], ("W", "A"))
    with pytest.raises(ValueError, match="must return shape"):
        twin.run([two_layer.printed_field()], np.random.default_rng(0))
