"""Proposition: the flow of two free layers in integers is that of their squares; its errors are bounded, and their growth."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.flow.layers import integrate_layers
from numerics.integers import layers
from numerics.integers.flow import Rates, over_common, rounded

W1 = [[Fraction(1, 10), Fraction(1, 50)], [Fraction(3, 100), Fraction(9, 100)], [Fraction(-1, 20), Fraction(1, 30)]]
W2 = [[Fraction(3, 25), Fraction(3, 100), Fraction(1, 9)], [Fraction(1, 50), Fraction(1, 10), Fraction(0)]]
A = [Fraction(9, 8), Fraction(1, 2)]
RATES, BITS = Rates(*over_common(A)), 160
RNG = np.random.default_rng(6)


def floats(rows):
    return np.array([[float(entry) for entry in row] for row in rows])


def flow_of_squares(S):
    """F(S) in floats, by its words."""
    a, d = np.array([float(rate) for rate in A]), 2
    W = S[:d, d:]
    G = (W - np.eye(d)) * a
    X = -np.block([[np.zeros((d, d)), G], [G.T, np.zeros((d, d))]])
    return X @ S + S @ X


def test_squares_hold_the_product():
    S = floats(layers.squares(W1, W2))
    assert S[:2, 2:] == pytest.approx(floats(W2) @ floats(W1))
    assert S[2:, 2:] == pytest.approx(floats(W1).T @ floats(W1))
    assert np.array_equal(S, S.T)


def test_the_first_coefficients_are_those_of_the_flow():
    S0, h = layers.squares(W1, W2), Fraction(1, 16)
    C, defect = layers.series(rounded(S0, BITS), RATES, h, 12, BITS)
    S, speed = floats(S0), flow_of_squares(floats(S0))
    unit = 2.0**-BITS
    assert np.array(C[1], dtype=float) * unit == pytest.approx(float(h) * speed, rel=1e-12, abs=1e-15)
    second = (flow_of_squares(S + 1e-6 * speed) - flow_of_squares(S - 1e-6 * speed)) / 2e-6
    assert np.array(C[2], dtype=float) * unit == pytest.approx(float(h) ** 2 * second / 2, abs=1e-10)
    assert 0 < defect * unit < 1e-12


def test_steps_hold_the_integrated_flow():
    steps = layers.prove_steps(layers.squares(W1, W2), A, Fraction(6), 24, BITS, 1000)
    assert steps[-1].t + steps[-1].h == 6
    assert float(steps[-1].end_error) < 1e-20
    path = integrate_layers((floats(W1), floats(W2)), np.array([float(rate) for rate in A]), 6.0)
    found = np.array([[float(Fraction(entry, 1 << BITS)) for entry in row[2:]] for row in steps[-1].end[:2]])
    assert found == pytest.approx(path.W(6.0), abs=1e-9)


@pytest.mark.parametrize("scale", [0.01, 0.5, 1.0])
def test_the_logarithmic_norm_is_not_exceeded(scale):
    for _ in range(40):
        V = scale * RNG.standard_normal((4, 3))
        S = V @ V.T
        whole = [[round(entry * 2**BITS) for entry in row] for row in S]
        bound = float(layers.log_norm_up(whole, whole, RATES, BITS, 0))
        M = RNG.standard_normal((4, 4))
        M = M + M.T
        slope = (flow_of_squares(S + 1e-5 * M) - flow_of_squares(S - 1e-5 * M)) / 2e-5
        assert np.sum(M * slope) / np.sum(M * M) <= bound + 1e-9


def test_where_nothing_is_learned_errors_grow_as_the_flow_does():
    nothing = [[0] * 4 for _ in range(4)]
    assert layers.log_norm_up(nothing, nothing, RATES, BITS, 0) == 2 * A[0]
    assert layers.log_norm_up(nothing, nothing, RATES, BITS, 1 << BITS) == 4 * A[0]


def test_sizes_are_those_of_operators():
    assert layers.size_up([[3, 0], [0, 2]]) == 3
    M = np.abs(RNG.integers(-9, 9, (3, 3)))
    assert layers.size_up(M.tolist()) >= np.linalg.norm(M, 2)
