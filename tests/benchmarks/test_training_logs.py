"""Logs of networks trained by plain code get the right verdict, and what is wrong with one is named; seeds are fixed."""

import pytest

from benchmarks.training_logs import KINDS, WANTED, confusion, made, trained


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_verdicts_are_right_where_the_start_is_given(kind):
    found = confusion(range(500 + KINDS.index(kind), 500 + KINDS.index(kind) + 4), False, (kind,))[kind]
    undecided = found["open"] if kind == "sampled" else 0  # few samples may hide what a log would tell
    assert found[WANTED[kind]] + undecided == 4
    assert found[WANTED[kind]] >= 2
    assert found["not named"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_verdicts_are_right_or_open_where_it_is_fitted(kind):
    found = confusion(range(700 + KINDS.index(kind), 701 + KINDS.index(kind)), True, (kind,))[kind]
    assert found[WANTED[kind]] + found["open"] == 1


def test_a_training_ends_and_its_log_has_what_is_said():
    case = made(2, "right", False)
    assert 50 < len(case.log["step"]) < 250
    assert case.log["step"][0] == 0
    assert callable(trained)
