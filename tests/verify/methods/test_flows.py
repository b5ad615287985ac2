"""A flow is what two integrators and the closed form agree on; where they disagree it is an ERROR, never a verdict."""

import numpy as np
import pytest

from numerics.task.trajectory import Clock, Trajectory
from verify.claim import Claim, Evidence, Outcome, Result
from verify.methods import Computation
from verify.methods.flows import (
    EngineDisagreementError,
    agree,
    exact_flow,
    exact_weights_flow,
    random_definite,
    random_flows,
    tied_flow,
)
from verify.run import check


def _flow_claim():
    def look(rng):
        tied_flow(0.1 * np.eye(2), np.array([1.0, 0.5]), 3.0)
        return Result(Outcome.VERIFIED, 1)

    return Claim("e.flow", "A flow is integrated.", "new", Computation(look, Evidence.NUMERICAL, "", ""))


def test_a_flow_that_two_integrators_agree_on_is_verified():
    assert check(_flow_claim()).outcome is Outcome.VERIFIED


def test_a_flow_that_two_integrators_disagree_on_is_an_error(monkeypatch):
    import numerics.flow.taylor

    honest = numerics.flow.taylor.integrate_tied_taylor
    monkeypatch.setattr(numerics.flow.taylor, "integrate_tied_taylor", lambda W, A, end: honest(W, 1.0001 * A, end))
    result = check(_flow_claim())
    assert result.outcome is Outcome.ERROR
    assert "two integrators must agree" in result.reason


@pytest.mark.parametrize(("flow", "other"), [(exact_flow, "integrate_tied"), (exact_weights_flow, "integrate_tied_weights")])
def test_exact_flows_are_looked_at_as_well(monkeypatch, flow, other):
    import numerics.flow.integrate

    honest = getattr(numerics.flow.integrate, other)
    monkeypatch.setattr(numerics.flow.integrate, other, lambda W, A, end, **how: honest(W, 1.0001 * A, end, **how))
    with pytest.raises(EngineDisagreementError):
        flow(0.1 * np.eye(2), np.array([1.0, 0.5]), 3.0)


A = np.diag([1.0, 0.5])
U = np.sqrt(0.1) * np.eye(2)


def logistic(start, rate, t):
    """Return the solution of w' = 2 a w (1 - w), which the diagonal obeys from a diagonal start."""
    return 1 / (1 + (1 / start - 1) * np.exp(-2 * rate * t))


@pytest.mark.parametrize(
    ("path", "error"),
    [
        (lambda: tied_flow(0.1 * np.eye(2), A, 3.0), 1e-8),
        (lambda: exact_flow(0.1 * np.eye(2), A, 3.0), 1e-13),
        (lambda: exact_weights_flow(U, A, 3.0), 1e-13),
    ],
    ids=["DOP853", "Taylor", "Taylor of weights"],
)
def test_from_a_diagonal_start_the_flow_is_logistic(path, error):
    times = np.linspace(0.0, 3.0, 31)
    W = path().W(times)
    for k in range(2):
        assert np.max(np.abs(W[:, k, k] - logistic(0.1, A[k, k], times))) < error
    assert np.all(W[:, 0, 1] == 0)


def test_the_flow_of_weights_keeps_the_rank():
    weights = np.array([[0.3], [0.1]])
    W = exact_weights_flow(weights, A, 6.0).W(np.linspace(0.0, 6.0, 13))
    assert np.max(np.abs(np.linalg.det(W))) < 1e-15


def line(slope, end=1.0):
    """Return a path of 2 x 2 matrices whose first entry is `slope` t."""
    unit = np.diag([1.0, 0.0])

    def motion(t):
        times = np.asarray(t, dtype=float)
        return slope * times[:, None, None] * unit, slope * np.ones(times.size)[:, None, None] * unit

    return Trajectory(motion, np.linspace(0.0, end, 5), Clock.PRINTED)


@pytest.mark.parametrize(("first", "second", "right"), [(1.0, 1.0009, True), (1.0, 1.0011, False), (1000.5, 1000.0, True)])
def test_paths_agree_relative_to_the_largest_entry_or_one(first, second, right):
    if right:
        agree(line(first), line(second), [0.0, 1.0], 1e-3)
        return
    with pytest.raises(EngineDisagreementError, match=r"must agree to 0\.001, but differ by 0\.0011 at t = 1$"):
        agree(line(first), line(second), [0.0, 1.0], 1e-3)


def test_the_first_time_at_which_they_differ_is_named():
    with pytest.raises(EngineDisagreementError, match=r"at t = 0\.5$"):
        agree(line(1.0), line(2.0), [0.0, 0.5, 1.0], 0.1)


def test_what_is_no_number_does_not_agree():
    with pytest.raises(EngineDisagreementError):
        agree(line(np.nan), line(1.0), [1.0], 1.0)


@pytest.mark.parametrize("size", [1, 2, 7])
def test_random_matrices_have_their_eigenvalues_in_the_range(size):
    rng = np.random.default_rng(3)
    for _ in range(20):
        matrix = random_definite(size, 0.3, 2.0, rng)
        assert np.array_equal(matrix, matrix.T)
        values = np.linalg.eigvalsh(matrix)
        assert 0.3 - 1e-12 <= values[0] <= values[-1] <= 2.0 + 1e-12
    assert size == 1 or np.max(np.abs(matrix - np.diag(np.diag(matrix)))) > 1e-3


def test_random_flows_start_where_they_say_and_learn():
    found = list(random_flows(np.random.default_rng(1), (0.1, 0.4), 20.0, rates=(0.5, 1.0), sizes=(2, 3)))
    assert [A.shape[0] for A, _, _ in found] == [2, 3]
    for A, start, path in found:
        assert np.max(np.abs(path.W(0.0) - start)) < 1e-15
        assert np.all(np.linalg.eigvalsh(start) >= 0.1 - 1e-12)
        assert np.all(np.linalg.eigvalsh(A) >= 0.5 - 1e-12)
        assert np.max(np.abs(path.W(20.0) - np.eye(len(A)))) < 1e-6
