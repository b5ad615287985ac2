"""The second engine contains the same independent 60-digit solution as the first, and its faults are caught."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf, workdps

from numerics.integers import flow
from numerics.integers.flow import Rates, Step, UnprovedError, exp_up, log_norm_up, over_common, prove_steps
from tests.numerics.flow_oracle import Oracle
from tests.numerics.integers.example import W0, A, oracle

F = Fraction


def contains(steps: list[Step], oracle: Oracle, seed: int = 0) -> bool:
    draws = np.random.default_rng(seed).integers(0, 1001, (len(steps), 4))
    for step, row in zip(steps, draws, strict=True):
        for k in row:
            x = F(int(k), 1000)
            W = oracle(step.t + x * step.h)
            with workdps(68):
                scale = mpf(2) ** step.bits
                total = mpf(0)
                for i in range(3):
                    for j in range(3):
                        p = sum(M[i][j] * x**n for n, M in enumerate(step.C))
                        total += (mpf(p.numerator) / p.denominator / scale - W[i][j]) ** 2
                if mp.sqrt(total) > mpf(step.error.numerator) / step.error.denominator + mpf(10) ** -58:
                    return False
    return True


@pytest.mark.parametrize(("order", "bits"), [(24, 160), (12, 96), (8, 60)])
def test_steps_contain_the_solution(order: int, bits: int) -> None:
    assert contains(prove_steps(W0, A, F(3), order, bits), oracle())


def _faulty_series(original: Any) -> Any:
    def series(*arguments: Any) -> Any:
        coefficients, _ = original(*arguments)
        return coefficients, 1

    return series


def _dropped_term(original: Any) -> Any:
    # the defect belongs to the polynomial with all its terms; the proof then uses one without the last
    def series(*arguments: Any) -> Any:
        coefficients, defect = original(*arguments)
        return [*coefficients[:-1], [[0] * 3 for _ in range(3)]], defect

    return series


FAULTS = {
    "defect forgotten": ("series", _faulty_series),
    "last term dropped": ("series", _dropped_term),
    "errors contract": ("log_norm_up", lambda original: lambda *arguments: original(*arguments) - 4),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_injected_fault_is_caught(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    name, make = FAULTS[fault]
    if fault == "errors contract":  # seen best where the start is rounded coarsely and no defect is added
        monkeypatch.setattr(flow, "series", _faulty_series(flow.series))
    assert contains(prove_steps(W0, A, F(3), 8, 60), oracle()) or fault == "errors contract"
    monkeypatch.setattr(flow, name, make(getattr(flow, name)))
    assert not contains(prove_steps(W0, A, F(3), 8, 60), oracle())


@pytest.mark.parametrize("seed", range(5))
def test_log_norm_bounds_the_true_one(seed: int) -> None:
    # oracle: the greatest eigenvalue of the symmetric part of DV on symmetric matrices, by finite differences
    rng = np.random.default_rng(seed)
    U = rng.random((3, 3))
    W, a = U @ U.T / 2, rng.random(3)
    D = np.diag(a)

    def field(M: np.ndarray) -> np.ndarray:
        return M @ D + D @ M - (D @ M @ M + M @ M @ D + 2 * M @ D @ M) / 2

    basis = [(i, j) for i in range(3) for j in range(i, 3)]
    K = np.zeros((6, 6))
    for k, (i, j) in enumerate(basis):
        E = np.zeros((3, 3))
        E[i, j] = E[j, i] = 1 if i == j else 2**-0.5
        image = (field(W + 1e-5 * E) - field(W - 1e-5 * E)) / 2e-5
        K[:, k] = [image[p, r] * (1 if p == r else 2**0.5) for p, r in basis]
    true = np.linalg.eigvalsh((K + K.T) / 2)[-1]
    scaled = [[round(entry * 2**60) for entry in row] for row in W]
    bound = log_norm_up(scaled, scaled, Rates(*over_common([F(float(x)) for x in a])), 60)
    assert true <= float(bound) + 1e-8


@pytest.mark.parametrize("y", [F(-30), F(-1), F(-1, 3), F(0), F(1, 10), F(1)])
def test_exp_up_is_above(y: Fraction) -> None:
    with workdps(30):
        assert mp.exp(mpf(y.numerator) / y.denominator) <= mpf(exp_up(y).numerator) / exp_up(y).denominator


def test_too_many_steps_are_refused() -> None:
    with pytest.raises(UnprovedError, match="more than 10 steps"):
        prove_steps(W0, A, F(30), 8, 60, most=10)
