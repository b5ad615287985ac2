"""Statements say what a log shows and whether it is what is expected; what it does not show is no statement."""

import numpy as np
import pytest

from numerics.training_log import statements
from numerics.training_log.log import Log, column
from numerics.training_log.statements import LearningTime, Statement
from verify.ledger import ledger

T = np.linspace(0, 10, 101)
SIGMOID = 1 / (1 + np.exp(-2 * (T - 4)))


def log_of(names, *curves):
    return Log("step", T, tuple(map(column, names)), np.stack(curves, axis=1), len(T))


def test_a_passage_lies_between_its_ends():
    low, value, high = statements.measured_passage(T, SIGMOID, np.full(T.shape, 0.1))
    assert value == pytest.approx(4, abs=1e-3)
    assert low == pytest.approx(4 + np.log(0.4 / 0.6) / 2, abs=2e-3)
    assert high == pytest.approx(4 - np.log(0.4 / 0.6) / 2, abs=2e-3)


def test_a_passage_that_may_be_later_has_no_end():
    early = T < 4.05
    assert statements.measured_passage(T[early], SIGMOID[early], np.full(early.sum(), 0.1))[2] is None
    assert statements.measured_passage(T[:30], SIGMOID[:30], np.zeros(30)) is None
    assert statements.last_rise(T, 1 - SIGMOID) is None
    assert statements.first_passage(T, SIGMOID + 0.5) == 0


def test_entries_are_read_off_outputs_at_the_centres():
    log = log_of(["out_10_1", "out_01_2", "out_11_1"], 1.5 * SIGMOID, SIGMOID, SIGMOID)
    found = statements.learned_curves(log, (1.5, 0.0), np.ones((len(T), 3)), biased=False)
    assert list(found) == [0]
    assert found[0][1] == pytest.approx(SIGMOID)
    assert statements.learned_curves(log, (1.5, 1.0), np.ones((len(T), 3)), biased=True) == {}


def times(*rows):
    return [LearningTime(k, value, low, high, said, "entries") for k, (value, low, high, said) in enumerate(rows, 1)]


def test_an_order_is_wrong_only_where_intervals_are_apart():
    right, apart, near = (
        statements.order(found, ("one_layer.order",)).holds
        for found in (
            times((1, 0.9, 1.1, 1), (2, 1.9, 2.1, 2)),
            times((1, 0.9, 1.1, 2), (2, 1.9, 2.1, 1)),
            times((1, 0.5, 2.5, 2), (2, 0.5, 2.5, 1)),
        )
    )
    assert (right, apart, near) == (True, False, None)
    assert statements.order(times((1, 0.9, 1.1, 1)), ()) is None


def test_curves_starts_and_rises_are_held_to_the_band():
    log = log_of(["test_loss"], SIGMOID)
    width = np.full((len(T), 1), 0.01)
    for base, holds in ((SIGMOID, True), (SIGMOID + 0.1 * T, False)):
        base = base[:, None]
        assert statements.courses(log, base, width, ())[0].holds is holds
        assert statements.risen(log, base, width, ()).holds is holds
    assert statements.start(log, SIGMOID[:, None], width).holds
    assert not statements.start(log, SIGMOID[:, None] + 1, width).holds
    later = Log("step", T + 1, log.columns, log.values, len(T))
    assert statements.start(later, SIGMOID[:, None], width) is None
    assert statements.risen(log_of(["w_11"], SIGMOID), SIGMOID[:, None], width, ()) is None


def test_a_time_is_held_to_its_interval():
    found = times((1, 0.9, None, 5), (2, 1.9, 2.1, 2))
    assert [item.holds for item in statements.times(found, [5, 2.2], "step", ())] == [True, False]
    assert isinstance(statements.times(found, [5, None], "step", ())[0], Statement)


def test_every_claim_exists():
    tables = (statements.FLOWS, statements.CLOSED)
    named = {claim for table in tables for claims in table.values() for claim in claims}
    named |= {*statements.LOSSES.values(), *statements.BIASED}
    named |= {"clocks.conversion", "clocks.tied_factor", "clocks.code_step", "minibatch.step"}
    named |= {"empirical.moment_variance", "sampling.transfer"}
    assert named <= set(ledger())
