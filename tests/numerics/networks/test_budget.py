"""Proposition: each part of the budget vanishes with its cause, and the parts add up."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.networks.budget import TiedTraining, budgets, finite_samples, minibatches, rounding, small_omega
from numerics.networks.data import Clusters

SETTING = TiedTraining(Clusters((1.5, 1.0), (0.05, 0.05), 2, samples=500), ((1.2, 0.7), (0.7, 1.0)), 1e-2, 0.01, 125, 6.0)


def test_parts_add_up():
    for budget in budgets(SETTING, range(2)):
        assert budget.remainder < 0.1
        assert budget.whole.shape == SETTING.times.shape
        without = replace(budget, parts={name: part for name, part in budget.parts.items() if name != "finite n"})
        assert without.remainder > 0.1


def test_full_batches_have_no_minibatch_noise_and_exact_data_no_finite_n():
    assert np.abs(minibatches(replace(SETTING, batch=1000), range(2))).max() < 1e-12
    exact = replace(SETTING, clusters=replace(SETTING.clusters, spread=(0.0, 0.0)))
    assert np.abs(finite_samples(exact, range(2))).max() < 1e-12


def test_closed_form_is_exact_on_the_diagonal():
    assert np.abs(small_omega(replace(SETTING, M=((1.2, 0.0), (0.0, 1.0))))).max() < 1e-9


def test_rounding_is_that_of_the_precision():
    single, double, extended = (np.abs(rounding(SETTING, kind)).max() for kind in (np.float32, np.float64, np.longdouble))
    assert 0 < double < 1e-12
    assert extended == 0
    assert 1e-8 < single < 1e-4


def test_records_end_at_the_horizon():
    assert SETTING.times[-1] == pytest.approx(6.0)
