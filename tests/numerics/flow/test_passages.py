"""Proposition: the first passages of many starts are those of a careful integration of each, stiff ones too."""

import numpy as np
import pytest

from numerics.flow.integrate import integrate_factored
from numerics.flow.passages import first_passages_of_many

RATES = np.array([[1.0, 0.6, 0.25], [0.3, 2.0, 0.002], [0.5, 0.5, 0.5]])
BASE = np.array([[1.0, 0.6, -0.4], [0.6, 1.0, 0.2], [-0.4, 0.2, 1.0]])


def test_passages_are_where_the_flow_passes_one_half():
    starts = np.array([1e-2, 1e-4, 1e-3])[:, None, None] * BASE
    T = first_passages_of_many(RATES, starts)
    for times, a, W0 in zip(T, RATES, starts, strict=True):
        path = integrate_factored(W0, a, float(times.max()) * 1.01, rtol=1e-12)
        found = [path.W(time)[k, k] for k, time in enumerate(times)]
        assert np.max(np.abs(np.subtract(found, 0.5))) < 5e-7


def test_a_diagonal_start_passes_with_its_logistic():
    T = first_passages_of_many(np.array([[1.0, 0.001]]), np.diag([0.01, 0.2])[None])
    assert T[0] == pytest.approx(np.log([99.0, 4.0]) / [2.0, 0.002], rel=1e-7)


def test_what_starts_above_one_half_passes_at_once():
    T = first_passages_of_many(np.ones((2, 2)), np.array([np.diag([0.7, 0.1]), np.diag([0.5, 0.9])]))
    assert T[0, 0] == 0
    assert T[1].tolist() == [0, 0]
    assert T[0, 1] == pytest.approx(np.log(9) / 2)
