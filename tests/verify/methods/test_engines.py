"""Where two engines disagree the outcome is an ERROR, never a verdict."""

import numpy as np
import pytest
from sympy import symbols

from theory import Domain, Equation, Matrices
from theory.algebra.domain import REAL
from theory.algebra.symbols import A, W
from verify.claim import Claim, Evidence, Outcome, Result
from verify.methods import Computation, Identity, identity
from verify.methods.flows import EngineDisagreementError, exact_flow, exact_weights_flow, tied_flow
from verify.run import check

x = symbols("x", real=True)
TRUE = Equation("e.e", (x + 1) ** 2, x**2 + 2 * x + 1, Domain({x: REAL}))
MATRICES = Equation("e.e", A * W, (W * A).T, Domain({A: Matrices.SYMMETRIC, W: Matrices.SYMMETRIC}))


@pytest.mark.parametrize("equation", [TRUE, MATRICES])
def test_a_second_engine_that_disagrees_is_an_error(monkeypatch, equation):
    monkeypatch.setattr(identity, "agrees", lambda _: False)
    result = Identity().run([equation], np.random.default_rng(0))
    assert result.outcome is Outcome.ERROR
    assert "engines disagree" in result.reason


def test_a_first_engine_that_disagrees_is_an_error(monkeypatch):
    monkeypatch.setattr(identity, "proved", lambda _: False)
    assert Identity().run([TRUE], np.random.default_rng(0)).outcome is Outcome.ERROR


def test_both_engines_are_counted():
    result = Identity().run([TRUE, MATRICES], np.random.default_rng(0))
    assert (result.outcome, result.measures["proved_by_both_engines"]) == (Outcome.VERIFIED, 2)


def _flow_claim():
    def look(rng):
        tied_flow(0.1 * np.eye(2), np.array([1.0, 0.5]), 3.0)
        return Result(Outcome.VERIFIED, 1)

    return Claim("e.flow", "A flow is integrated.", "new", Computation(look, Evidence.NUMERICAL, "", ""))


def test_a_flow_that_two_integrators_agree_on_is_verified():
    assert check(_flow_claim()).outcome is Outcome.VERIFIED


def test_a_flow_that_two_integrators_disagree_on_is_an_error(monkeypatch):
    import numerics.taylor

    honest = numerics.taylor.integrate_tied_taylor
    monkeypatch.setattr(numerics.taylor, "integrate_tied_taylor", lambda W, A, end: honest(W, 1.0001 * A, end))
    result = check(_flow_claim())
    assert result.outcome is Outcome.ERROR
    assert "two integrators must agree" in result.reason


@pytest.mark.parametrize(("flow", "other"), [(exact_flow, "integrate_tied"), (exact_weights_flow, "integrate_tied_weights")])
def test_exact_flows_are_looked_at_as_well(monkeypatch, flow, other):
    import numerics.integrate

    honest = getattr(numerics.integrate, other)
    monkeypatch.setattr(numerics.integrate, other, lambda W, A, end, **how: honest(W, 1.0001 * A, end, **how))
    with pytest.raises(EngineDisagreementError):
        flow(0.1 * np.eye(2), np.array([1.0, 0.5]), 3.0)
