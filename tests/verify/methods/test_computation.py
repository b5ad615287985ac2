"""A computation returns what its function finds, and its mutants are that function with one thing wrong, each in its own name."""

from dataclasses import dataclass

import numpy as np
import pytest

from verify.claim import Claim, Correctable, Evidence, Outcome, Result
from verify.methods import Computation
from verify.methods.computation import ByHand
from verify.run import check, check_mutants

RNG = np.random.default_rng(0)


def root(rng, guess=3.0, square=9.0):
    """Return whether `guess` squared is `square`."""
    right = guess**2 == square
    return Result(Outcome.VERIFIED if right else Outcome.REFUTED, 1, {}, None if right else {"guess": guess})


def computation(check=root, faults=(), **more):
    return Computation(check, Evidence.NUMERICAL, "A root is squared.", "A square that is another.", faults, **more)


def test_it_returns_what_its_function_finds():
    found = Result(Outcome.UNDECIDED, 7, {"size": 2.0}, reason="too close")
    assert computation(lambda rng: found).run([], RNG) is found


def test_the_function_draws_from_the_generator_it_is_given():
    method = computation(lambda rng: Result(Outcome.VERIFIED, 1, {"draw": rng.random()}))
    assert method.run([], np.random.default_rng(5)).measures["draw"] == np.random.default_rng(5).random()


def test_it_says_what_it_does_and_what_would_refute_it():
    assert computation().describe() == "A root is squared."
    assert computation().falsifier() == "A square that is another."
    assert computation().evidence is Evidence.NUMERICAL


@pytest.mark.parametrize(
    "fault",
    [{"guess": 4.0}, {"square": 8.0}, lambda rng: Result(Outcome.REFUTED, 1, {}, {"at": 1})],
    ids=["one argument", "another", "another function"],
)
def test_a_fault_is_arguments_or_another_function(fault):
    (mutant,) = computation(faults=(("wrong", fault),)).mutants([])
    assert mutant.name == "wrong"
    assert mutant.expected is Outcome.REFUTED
    assert mutant.check(RNG).outcome is Outcome.REFUTED


def test_each_fault_is_alone():
    faults = (("both", {"guess": 4.0, "square": 16.0}), ("guess", {"guess": 4.0}), ("none", {}))
    mutants = {mutant.name: mutant.check(RNG).outcome for mutant in computation(faults=faults).mutants([])}
    assert mutants == {"both": Outcome.VERIFIED, "guess": Outcome.REFUTED, "none": Outcome.VERIFIED}
    assert computation(faults=faults).run([], RNG).outcome is Outcome.VERIFIED


def test_the_faults_of_a_false_statement_are_corrections():
    method = computation(lambda rng, guess=4.0: root(rng, guess), (("corrected", {"guess": 3.0}),), faulty=Outcome.VERIFIED)
    (mutant,) = method.mutants([])
    assert mutant.expected is Outcome.VERIFIED
    claim = Claim("my.false", "False.", "new", method, expected=Outcome.REFUTED, reason="It is so.")
    assert check(claim).outcome is Outcome.REFUTED
    assert check_mutants(claim).survivors == ()
    assert not isinstance(method, Correctable)


def test_the_runner_counts_a_fault_that_is_not_noticed():
    claim = Claim("my.blind", "Blind.", "new", computation(faults=(("seen", {"guess": 1.0}), ("unseen", {"guess": -3.0}))))
    found = check_mutants(claim)
    assert (found.total, found.killed, found.survivors) == (2, 1, ("unseen (VERIFIED)",))


@dataclass(frozen=True)
class Pair(ByHand):
    """A method of one's own: its function is its first field, whatever its name."""

    pair: object
    faults: tuple = ()
    what: str = "Compared."
    refuted_by: str = "A difference."

    def run(self, equations, rng):
        left, right = self.pair()
        return Result(Outcome.VERIFIED if left == right else Outcome.REFUTED, len(equations), {}, {"left": left})


def test_the_function_of_a_method_is_its_first_field():
    method = Pair(lambda left=1, right=1: (left, right), (("left", {"left": 2}),))
    (mutant,) = method.mutants(["an equation"])
    assert method.run([], RNG).outcome is Outcome.VERIFIED
    result = mutant.check(RNG)
    assert (result.outcome, result.points, result.counterexample) == (Outcome.REFUTED, 1, {"left": 2})


def refuted(rng, found=("5/8", "2517/4000"), size=0.0196):
    """Return a refutation with figures in its counterexample."""
    return Result(Outcome.REFUTED, 1, {}, {"loss": list(found), "size": size})


@pytest.mark.parametrize(
    ("stated", "outcome"),
    [
        ({}, Outcome.REFUTED),
        ({"loss": ("5/8", "2517/4000")}, Outcome.REFUTED),
        ({"loss": ("0.625", "0.629"), "size": "0.0196"}, Outcome.REFUTED),
        ({"loss": ("5/8", "2517/4001")}, Outcome.ERROR),
        ({"loss": ("5/8", "0.628")}, Outcome.ERROR),
        ({"loss": ("5/8",)}, Outcome.ERROR),
        ({"loss": "5/8"}, Outcome.ERROR),
        ({"size": "0.01961"}, Outcome.ERROR),
        ({"other": "1"}, Outcome.ERROR),
    ],
)
def test_a_counterexample_must_have_the_figures_that_are_stated(stated, outcome):
    method = computation(refuted, stated=stated)
    assert method.run([], RNG).outcome is outcome


def test_one_that_does_not_refute_has_no_figures_to_hold():
    assert computation(root, stated={"guess": "4"}).run([], RNG).outcome is Outcome.VERIFIED


def test_each_stated_figure_is_mutated_and_must_be_an_error():
    method = computation(refuted, stated={"loss": ("5/8", "0.629"), "size": "0.0196"})
    mutants = list(method.mutants([]))
    assert [mutant.name for mutant in mutants] == ["loss stated as 5/9", "loss stated as 0.620", "size stated as 0.0197"]
    for mutant in mutants:
        assert mutant.expected is Outcome.ERROR
        assert mutant.check(RNG).outcome is Outcome.ERROR


def test_a_wrong_figure_in_the_check_itself_is_noticed():
    claim = Claim(
        "my.false",
        "False.",
        "new",
        computation(lambda rng: refuted(rng, found=("5/8", "2518/4000")), stated={"loss": ("5/8", "2517/4000")}),
        expected=Outcome.REFUTED,
        reason="It is so.",
    )
    found = check(claim)
    assert found.outcome is Outcome.ERROR
    assert "loss of the counterexample is ['5/8', '2518/4000'], stated is ('5/8', '2517/4000')" in found.reason
