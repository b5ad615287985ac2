"""A claim that is told of has its words and no check: so it can be pickled; what its method raises is said in their place."""

import copy
import pickle
import sys
from dataclasses import replace

import numpy as np
import pytest

import swingby
from verify.ledger import ledger
from verify.told import Told, equations, is_whole, told, words

CLAIM = ledger()["two_layer.gradient"]


def leave():
    sys.exit(0)


class Leaving:
    """A method that leaves whatever it is asked."""

    evidence = swingby.Evidence.EXACT
    describe = falsifier = staticmethod(leave)


def test_it_keeps_the_words():
    again = pickle.loads(pickle.dumps(told(CLAIM)))
    for name in ("id", "title", "source", "level", "expected", "depends_on", "code", "evidence"):
        assert getattr(again, name) == getattr(CLAIM, name)
    assert again.method.describe() == CLAIM.method.describe()
    assert again.method.falsifier() == CLAIM.method.falsifier()


def test_it_is_not_checked():
    with pytest.raises(ValueError, match=r"claim must be one of swingby\.claims\(\) to be checked"):
        told(CLAIM).method.run([], np.random.default_rng(0))
    assert list(told(CLAIM).method.mutants([])) == []


def test_reports_come_back_from_a_process():
    reports = swingby.verify("clocks.code_step", mutants=True)
    (again,) = pickle.loads(pickle.dumps(reports))
    assert again.as_expected
    assert (again.result, again.mutants) == (reports[0].result, reports[0].mutants)


def test_what_a_method_raises_is_said():
    assert words(leave) == "ERROR, SystemExit: 0"
    claim = replace(CLAIM, method=Leaving(), equations=leave)
    assert equations(claim) == ([], "ERROR, SystemExit: 0")
    assert told(claim).method == Told(swingby.Evidence.EXACT, *["ERROR, SystemExit: 0"] * 2)


@pytest.mark.parametrize(
    ("change", "whole"),
    [({}, True), ({"equations": leave}, False), ({"method": Leaving()}, False)],
    ids=["as it is", "equations", "words"],
)
def test_a_claim_is_whole_if_it_says_all(change, whole):
    assert is_whole(replace(CLAIM, **change)) is whole


def test_a_claim_that_is_pickled_is_told_of_and_one_that_is_copied_is_itself():
    made = swingby.Claim("my.own", "T.", "new", CLAIM.method, equations=lambda: [])
    again = pickle.loads(pickle.dumps(made))
    assert (again.id, again.title, again.written_at) == (made.id, made.title, made.written_at)
    assert again.method == told(made).method
    assert copy.deepcopy(made) is made
