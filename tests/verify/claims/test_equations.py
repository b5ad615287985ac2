"""Every equation that a claim shows is held by that claim: with another right side it no longer comes out as expected."""

import numpy as np
import pytest

from verify.algebra.mutate import spoilt
from verify.claim import Outcome
from verify.ledger import ledger
from verify.run import generator

CLAIMS = ledger()
SHOWING = sorted(identifier for identifier, claim in CLAIMS.items() if list(claim.equations()))
REFUTED = [identifier for identifier in SHOWING if CLAIMS[identifier].expected is Outcome.REFUTED]


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
