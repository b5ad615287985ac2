"""Proposition: by how much a lemma is exceeded along a trajectory is told; what is true is not, what is refuted is seen to be."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.admissible import draw_starts
from numerics.flow.stacks import gram
from numerics.lemmas import LEMMAS, Excesses, along_iterates, along_the_flow

STARTS = draw_starts(np.random.default_rng(1), 30, 2, 0.25)


def test_nothing_that_is_true_is_exceeded_at_two():
    found = along_the_flow(STARTS)
    assert set(found) == set(LEMMAS)
    assert all(values.max() <= 1e-9 for values in found.values())


def test_lemma_d3_as_printed_is_exceeded():
    assert (along_the_flow(STARTS, pivots=False)["d3"] > 0.1).any()


def nearly(starts, **changed):
    return replace(starts.at(np.arange(starts.omega.size) == 0), **changed)


@pytest.mark.parametrize(
    ("name", "W", "t"),
    [
        ("d1", [[2.0, 0.0], [0.0, 1e-3]], 0.0),
        ("d2", [[1e-60, -1e-60], [-1e-60, 1e-60]], 1e-6),
        ("d4", [[0.5, 0.45], [0.45, 0.5]], 10.0),
        ("d5", [[1.2, 0.0], [0.0, 0.0]], 100.0),
        ("d5", [[0.5, 0.0], [0.0, -0.1]], 100.0),
        ("d8", [[0.5, 0.1], [0.1, 0.5]], 100.0),
    ],
)
def test_a_violation_is_told(name, W, t):
    starts = nearly(STARTS)
    seen = Excesses.of(starts)
    seen.look(np.array([t]), np.array(W)[..., None])
    assert seen.largest[name][0] > 0


def test_what_was_learned_and_suppressed_must_stay_so():
    starts = nearly(STARTS)
    seen = Excesses.of(starts)
    for w_11, w_12 in ((0.95, 1e-3), (0.85, 2e-3)):
        seen.look(np.array([100.0]), np.array([[w_11, w_12], [w_12, 0.5]])[..., None])
    assert seen.largest["d6"][0] == pytest.approx(0.05)
    assert seen.largest["d7"][0] == pytest.approx(np.log(2))


def test_the_interaction_is_held_while_minor_entries_are_small():
    starts = nearly(STARTS)
    reach = starts.reach[0]
    seen = Excesses.of(starts)
    seen.look(np.array([1.0]), np.array([[0.5, reach], [reach, 0.5]])[..., None])
    noise = (starts.a[0, 0] + 1) * reach**2
    assert seen.largest["corollary_d1"][0] == pytest.approx(np.log(noise / (2 * starts.gamma[0] * reach**2)))


@pytest.mark.slow
def test_along_descent_nothing_that_is_true_is_exceeded_and_the_recurrence_diverges():
    starts = draw_starts(np.random.default_rng(2), 20, 2, 0.3)
    descent, iterated = (along_iterates(starts, iterate) for iterate in ("gd", "recurrence"))
    assert all(values.max() <= 1e-9 for values in descent.values())
    assert (iterated["d5"] > 1).any()


def test_the_linear_steps_that_are_skipped_are_those_of_descent():
    starts = draw_starts(np.random.default_rng(3), 2, 2, 0.33)
    a, eta, W = starts.a, starts.eta, gram(starts.U)
    steps = np.floor(np.log(1e-17 / W[0, 0]) / (2 * np.log1p(eta * a[0])))
    grown = W[0, 0] * (1 + eta * a[0]) ** (2 * steps)
    assert ((grown > 1e-18) & (grown < 1e-17)).all()
