"""A measured error above the tolerance is refuted at the point of the largest; a claim that cannot be red cannot be made."""

import numpy as np
import pytest

from verify.claim import Outcome, sound
from verify.methods import Bounded


def errors(*sizes):
    def measure(rng):
        for place, size in enumerate(sizes):
            yield size, {"place": place}

    return measure


def bounded(measure, tolerance=0.1, **more):
    return Bounded(measure, tolerance, "An error.", faults=(("a fault", errors(1.0)),), **more)


def run(method, equations=()):
    return sound(method.run(equations, np.random.default_rng(0)))


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((0.0, 0.1), Outcome.VERIFIED),
        ((0.0, 0.11, 0.0), Outcome.REFUTED),
        ((np.nan, 0.0), Outcome.REFUTED),
        ((0.0, np.inf), Outcome.REFUTED),
        ((), Outcome.ERROR),
    ],
)
def test_outcomes(sizes, expected):
    assert run(bounded(errors(*sizes))).outcome is expected


def test_the_largest_error_is_shown_and_where_it_is():
    result = run(bounded(errors(0.2, 0.5, 0.3)))
    assert result.points == 3
    assert result.measures == {"largest_error": 0.5}
    assert result.counterexample == {"place": 1, "error": 0.5}
    assert run(bounded(errors(0.05), named="largest_gap")).measures == {"largest_gap": 0.05}


def test_an_error_that_is_no_number_is_shown_and_is_no_figure():
    result = run(bounded(errors(0.2, np.nan)))
    assert result.measures == {}
    assert result.counterexample == {"place": 1, "error": "not a finite number"}


def test_figures_are_shown_beside():
    def measure(rng):
        yield 0.01, {}, {"first": 1.0}
        yield 0.02, {}, {"second": 2.0}

    assert run(bounded(measure)).measures == {"first": 1.0, "second": 2.0, "largest_error": 0.02}
    assert run(bounded(measure, named="")).measures == {"first": 1.0, "second": 2.0}


@pytest.mark.parametrize("sizes", [(0.0,), (0.1, 0.05)])
def test_ten_times_the_tolerance_and_every_fault_are_noticed(sizes):
    mutants = {mutant.name: mutant for mutant in bounded(errors(*sizes)).mutants([])}
    assert list(mutants) == ["a fault", "off by ten times the tolerance"]
    for mutant in mutants.values():
        assert sound(mutant.check(np.random.default_rng(0))).outcome is mutant.expected is Outcome.REFUTED


def test_the_faults_of_a_refuted_claim_are_corrections():
    method = Bounded(errors(1.0), 0.1, "An error.", faults=(("put right", errors(0.0)),), faulty=Outcome.VERIFIED)
    (mutant,) = method.mutants([])
    assert run(method).outcome is Outcome.REFUTED
    assert sound(mutant.check(np.random.default_rng(0))).outcome is mutant.expected is Outcome.VERIFIED


def test_a_measure_may_ask_for_the_equations():
    def measure(rng, equations):
        yield float(len(equations)), {"equations": len(equations)}

    assert run(bounded(measure, of_equations=True), [1]).counterexample == {"equations": 1, "error": 1.0}


def test_errors_below_zero_are_no_errors():
    with pytest.raises(ValueError, match=r"error must be at least 0, got -1"):
        run(bounded(errors(-1.0)))


@pytest.mark.parametrize("tolerance", [0.0, -1.0, np.inf, np.nan])
def test_a_tolerance_that_nothing_exceeds_is_refused(tolerance):
    with pytest.raises(ValueError, match="tolerance must be a number above 0, got"):
        bounded(errors(0.0), tolerance)


def test_a_claim_without_a_fault_is_refused():
    with pytest.raises(ValueError, match="faults must name at least one measure with one thing wrong, got none"):
        Bounded(errors(0.0), 0.1, "An error.", faults=())


def test_a_fault_is_another_measure_or_other_arguments_of_the_measure():
    def measure(rng, size=0.0):
        yield size, {}

    method = Bounded(measure, 0.1, "An error.", faults=(("larger", {"size": 1.0}), ("another", errors(2.0)), ("same", {})))
    found = {mutant.name: mutant.check(np.random.default_rng(0)).outcome for mutant in method.mutants([])}
    assert [found[name] for name in ("larger", "another", "same")] == [Outcome.REFUTED, Outcome.REFUTED, Outcome.VERIFIED]
