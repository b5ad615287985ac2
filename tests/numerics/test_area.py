"""Areas under curves along the flow, against primitives; the divergence, against its eigenvalues."""

import numpy as np
import pytest

from numerics.area import integral, log_det_divergence
from numerics.taylor import integrate_tied_taylor


def test_the_area_of_an_entry_is_its_primitive():
    a, c = 0.8, 0.05
    path = integrate_tied_taylor(np.array([[c]]), np.array([a]), 6.0)
    primitive = np.log(1 + c * (np.exp(2 * a * 6.0) - 1)) / (2 * a)
    assert integral(path, lambda W: float(W[0, 0])) == pytest.approx(primitive, rel=1e-13)


def test_the_divergence_is_a_sum_over_eigenvalues():
    values = np.array([0.2, 0.9, 1.7])
    frame = np.linalg.qr(np.random.default_rng(0).standard_normal((3, 3)))[0]
    assert log_det_divergence((frame * values) @ frame.T) == pytest.approx(np.sum(values - np.log(values) - 1), rel=1e-13)


def test_the_divergence_of_the_identity_is_zero():
    assert log_det_divergence(np.eye(4)) == 0


@pytest.mark.parametrize("W", [np.diag([1.0, -1.0]), np.zeros((2, 2))])
def test_indefinite_matrices_are_refused(W):
    with pytest.raises(ValueError, match="positive definite"):
        log_det_divergence(W)
