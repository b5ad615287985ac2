"""The benchmarks compare like with like, and their table says what they measured."""

import numpy as np
import pytest

from benchmarks import growth, plain
from benchmarks.__main__ import main, subjects
from benchmarks.table import Row, duration, markdown
from numerics.flow.iterate import recurrence
from numerics.flow.taylor import integrate_tied_taylor
from numerics.predict import predict

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
    assert {"flows", "growth", "recurrences"} <= set(subjects())


def test_an_unknown_subject_is_refused(capsys):
    assert main(["nothing"]) == 2
    assert "SUBJECT must be one of" in capsys.readouterr().err


def test_growth_is_a_power_of_the_size():
    assert growth._since("d", (8, 16, 32), [1.0]) == []
    assert growth._since("d", (8, 16, 32), [1.0, 4.0]) == ["grows like d^2.0"]
    assert growth._since("n", (8, 16, 64), [1.0, 4.0, 32.0]) == ["grows like n^1.5"]


def test_a_prediction_in_many_dimensions_has_few_times():
    """What made predict grow like d^3.8: times in proportion to d, each with as many stages."""
    sizes = [predict(growth.question(d)).path.grid.size for d in (8, 24, 64)]
    assert max(sizes) <= 1600
    assert min(sizes) > 1000
