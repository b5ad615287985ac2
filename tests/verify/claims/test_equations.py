"""Every equation that a claim shows is held by that claim: with another right side it no longer comes out as expected."""

from dataclasses import replace

import numpy as np
import pytest
from sympy import ImmutableMatrix, MatrixBase
from sympy.matrices.expressions import Identity as Unit
from sympy.matrices.expressions import MatrixExpr

from verify.claim import Outcome
from verify.ledger import ledger
from verify.run import generator

CLAIMS = ledger()
SHOWING = sorted(identifier for identifier, claim in CLAIMS.items() if list(claim.equations()))
REFUTED = [identifier for identifier in SHOWING if CLAIMS[identifier].expected is Outcome.REFUTED]


def spoilt(equation):
    """Return an equation with -3 times its right side, or with one more on the left where the right is 0."""
    side = equation.rhs
    if not (side == 0 or getattr(side, "is_zero_matrix", False) is True):
        return replace(equation, rhs=-3 * side)
    if isinstance(equation.lhs, MatrixBase):
        return replace(equation, lhs=equation.lhs + ImmutableMatrix.ones(*equation.lhs.shape))
    return replace(equation, lhs=equation.lhs + (Unit(equation.lhs.shape[0]) if isinstance(equation.lhs, MatrixExpr) else 1))


@pytest.mark.parametrize("identifier", SHOWING)
def test_a_claim_with_one_equation_spoilt_is_red(identifier):
    claim = CLAIMS[identifier]
    equations = list(claim.equations())
    for number, equation in enumerate(equations):
        changed = [*equations[:number], spoilt(equation), *equations[number + 1 :]]
        assert claim.method.run(changed, generator(identifier)).outcome is not claim.expected, equation.id


@pytest.mark.parametrize("identifier", SHOWING)
def test_no_equation_compares_an_expression_with_itself(identifier):
    assert not [equation.id for equation in CLAIMS[identifier].equations() if equation.lhs == equation.rhs]


@pytest.mark.parametrize("identifier", REFUTED)
def test_a_refuted_equation_states_the_values_of_its_counterexample(identifier):
    method = CLAIMS[identifier].method
    assert method.counterexample
    assert method.left
    assert method.right
    found = method.run(list(CLAIMS[identifier].equations()), np.random.default_rng(0)).counterexample
    assert (found["left"], found["right"]) == (method.left, method.right)
