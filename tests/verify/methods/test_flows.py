"""Where two engines disagree the outcome is an ERROR, never a verdict."""

import numpy as np
import pytest
from sympy import symbols

from theory import Domain, Equation, Matrices
from theory.algebra.domain import REAL
from theory.algebra.symbols import A, W
from verify.claim import Claim, Evidence, Outcome, Result
from verify.methods import Computation
from verify.methods.flows import EngineDisagreementError, exact_flow, exact_weights_flow, tied_flow
from verify.run import check

x = symbols("x", real=True)
TRUE = Equation("e.e", (x + 1) ** 2, x**2 + 2 * x + 1, Domain({x: REAL}))
MATRICES = Equation("e.e", A * W, (W * A).T, Domain({A: Matrices.SYMMETRIC, W: Matrices.SYMMETRIC}))


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
