"""Proposition: the claims on trained networks decide at reduced sizes as at full ones, and each sees its hand-written fault."""

from functools import partial

import numpy as np
import pytest

from verify.claim import Outcome
from verify.claims import sampling
from verify.claims.networks import one_layer
from verify.methods import Statistical

CASES = [
    (partial(one_layer.slowing_estimates, seeds=12), partial(one_layer.slowing_estimates, seeds=12, slowest=False), 1),
    (sampling.variance_estimates, partial(sampling.variance_estimates, factor=0.5), 3),
    (one_layer.order_estimates, partial(one_layer.order_estimates, exponent=1.0), 1),
]


@pytest.mark.parametrize(("right", "wrong", "comparisons"), CASES, ids=["slowing", "moments", "order"])
def test_right_and_wrong(right, wrong, comparisons: int):
    outcomes = [Statistical(case, comparisons, "x").run([], np.random.default_rng(11)).outcome for case in (right, wrong)]
    assert outcomes == [Outcome.VERIFIED, Outcome.REFUTED]
