"""The batched simulation of the phase diagram gives the rises of single integrations."""

import numpy as np
import pytest

from numerics.model.tied import TIED
from numerics.phase_diagram import diagram, joined, simulate_rises
from numerics.setting import Setting
from numerics.simulate import simulate


@pytest.mark.parametrize(("theta", "omega", "r"), [(0.3, 1e-6, 0.5), (0.4, 1e-3, 0.9), (0.1, 1e-2, 0.1), (0.35, 1e-10, 0.5)])
def test_agrees_with_one_integration(theta, omega, r):
    a = np.array([1.0, 1 - 2 * theta])
    alone = simulate(Setting(TIED, a, omega * np.array([[1, r], [r, 1]]), np.sqrt(2 * a))).course.rise
    batched = simulate_rises(a, np.sqrt(2 * a), np.array([1e-1, omega]), r)[1]
    assert batched == pytest.approx(alone, rel=0.02, abs=1e-8)


def test_panels_join_in_the_order_of_theta():
    omega = np.geomspace(1e-6, 1e-2, 3)
    whole = diagram(np.array([0.2, 0.3, 0.4]), omega, 0.5)
    parts = joined([diagram(np.array([0.2, 0.4]), omega, 0.5), diagram(np.array([0.3]), omega, 0.5)])
    np.testing.assert_array_equal(parts.theta, whole.theta)
    np.testing.assert_array_equal(parts.rise, whole.rise)
    np.testing.assert_array_equal(parts.margin, whole.margin)
