"""The benchmarks compare like with like, and their table says what they measured."""

import numpy as np
import pytest

from benchmarks import plain
from benchmarks.__main__ import main, subjects
from benchmarks.table import Row, duration, markdown
from numerics.flow.iterate import recurrence
from numerics.flow.taylor import integrate_tied_taylor

A = np.array([0.5, 1.1])
W = np.array([[0.1, 0.05], [0.05, 0.2]])


def test_the_plain_loop_is_the_recurrence():
    assert plain.recurrence(W, A, 0.01, 200) == pytest.approx(recurrence(W, A, 0.01, 200), abs=1e-14)


def test_the_reference_is_the_flow():
    assert plain.exact_flow(W, A, 2.0, steps=10) == pytest.approx(integrate_tied_taylor(W, A, 2.0).W(2.0), abs=1e-14)


def test_a_row_shows_both_times_and_their_ratio():
    text = markdown([Row("work", 0.002, 0.5, "a loop", "exact"), Row("alone", 3.0)])
    assert "| work | 2 ms | 500 ms, a loop | 250x | exact |" in text
    assert "| alone | 3 s | - | - |  |" in text


@pytest.mark.parametrize(("seconds", "text"), [(2.5, "2.5 s"), (0.0123, "12.3 ms"), (4e-6, "4 us")])
def test_times_have_units(seconds, text):
    assert duration(seconds) == text


def test_subjects_are_found():
    assert {"flows", "recurrences"} <= set(subjects())


def test_an_unknown_subject_is_refused(capsys):
    assert main(["nothing"]) == 2
    assert "SUBJECT must be one of" in capsys.readouterr().err
