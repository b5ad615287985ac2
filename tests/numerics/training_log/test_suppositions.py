"""What else a training may have been: the variants that differ, factors of losses, and intervals of factors."""

import numpy as np
import pytest

from benchmarks.training_logs import made
from numerics.networks.data import Clusters
from numerics.training_log.suppositions import factors_of, loss_scale, variants, within
from numerics.training_log.training import Data
from tests.numerics.training_log.test_training import log_at, stated


def test_variants_are_those_that_differ():
    assert set(variants(stated("tied"))) == {"squared rates", "biases", "variances", "origin"}
    assert set(variants(stated("tied", squared=True))) == {"squared rates", "variances", "origin"}
    alike = Data(Clusters((1.0, 1.0), (0.7071067811865476, 0.7071067811865476), 2))  # rates of 1, whose squares they are
    assert "squared rates" not in variants(stated("tied").__class__(stated("tied").model, stated("tied").start, alike))


def test_the_factor_of_losses_lies_between_what_the_band_leaves():
    log = log_at(np.arange(5))
    base = np.ones((5, len(log.columns)))
    doubled = log.__class__(log.unit, log.when, log.columns, 2 * base, 5)
    low, value, high = loss_scale(doubled, base, np.full(base.shape, 0.1))
    assert (low, value, high) == pytest.approx((2 / 1.1, 2, 2 / 0.9))
    assert factors_of(log, 3.0).tolist() == [3, 3, 1, 1, 1, 1]


def test_an_interval_ends_where_it_no_longer_fits():
    assert within(lambda c: 0.9 <= c <= 1.3, 1.0, 2.5) == pytest.approx((0.9, 1.3), abs=1e-6)
    assert within(lambda c: c < 2, 1.0, 2.5)[0] == pytest.approx(0.4)
    assert within(lambda c: c > 5, 1.0, 2.5) is None


def test_logs_of_a_kind_repeat():
    first, second = made(3, "rate", False), made(3, "rate", False)
    assert first.said == second.said
    assert all(np.array_equal(first.log[name], second.log[name]) for name in first.log)
