"""Areas under curves along the flow, against primitives."""

import numpy as np
import pytest

from numerics.flow.taylor import integrate_tied_taylor
from numerics.task.quadrature import integral


def test_the_area_of_an_entry_is_its_primitive():
    a, c = 0.8, 0.05
    path = integrate_tied_taylor(np.array([[c]]), np.array([a]), 6.0)
    primitive = np.log(1 + c * (np.exp(2 * a * 6.0) - 1)) / (2 * a)
    assert integral(path, lambda W: W[:, 0, 0]) == pytest.approx(primitive, rel=1e-13)
