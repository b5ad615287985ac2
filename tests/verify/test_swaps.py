"""Mutants exchange letters of a kind, change powers and coefficients, and are never the formula they were made from."""

import pytest
from sympy import Trace, exp, expand, symbols

from theory.algebra.symbols import A, I, W
from theory.algebra.words import same_in_every_dimension
from verify.algebra.mutate import changes
from verify.claim import Outcome
from verify.ledger import ledger

a_1, a_2, w_11, w_12 = symbols("a_1 a_2 w_11 w_12", positive=True)


def named(side, symmetric=()):
    return dict(changes(side, symmetric))


def test_scalars_of_a_kind_trade_places():
    found = named(a_1 * w_11 + 2 * a_2 * w_12)
    assert expand(found["a_1 and a_2 swapped"] - (a_2 * w_11 + 2 * a_1 * w_12)) == 0
    assert not any("a_1 and w_11" in name for name in found)


def test_matrices_trade_places():
    assert named(A * W * W)["A and W swapped"] == W * A * A


def test_exchanges_that_change_nothing_are_left_out():
    assert not any("swapped" in name for name in named(A * W + W * A))
    assert not any("swapped" in name for name in named(a_1 + a_2))


@pytest.mark.parametrize(
    ("side", "wanted"),
    [
        (a_1 * w_11 - w_12**2, ("sign of", "dropped", "doubled", "halved", "exponent of", "->", "swapped")),
        (exp(2 * a_1) * a_2, ("doubled", "halved", "sign of", "a_1 -> a_1^2")),
        (A * W - W**2, ("sign of", "dropped", "exponent of", "A -> A^2", "A -> W")),
    ],
)
def test_every_kind_of_change_is_there(side, wanted):
    names = list(named(side))
    for word in wanted:
        assert any(word in name for name in names), word


@pytest.mark.parametrize("side", [A * W - 2 * W * A * W, (I - W) * A, Trace(A * W * W) - Trace(A)])
def test_no_mutant_is_its_original(side):
    for name, changed in changes(side, (A, W)):
        assert not same_in_every_dimension(side, changed, (A, W)), name


def test_every_numerical_claim_with_a_tolerance_has_a_mutant_beyond_it():
    """A claim without one names no tolerance: an order, a sign or a bound that holds or not."""
    without = [
        claim.id
        for claim in ledger().values()
        if claim.evidence.value == "numerical"
        and claim.expected is Outcome.VERIFIED
        and not any("ten times" in mutant.name for mutant in claim.method.mutants(list(claim.equations())))
    ]
    for identifier in without:
        words = ledger()[identifier].title + ledger()[identifier].method.describe()
        assert ", to 1e-" not in words, identifier
        assert "compared to 1e-" not in words, identifier
