"""Proposition: the moments of a batch are those of Gaussian samples, at numbers computed by hand."""

from functools import partial

import pytest
from sympy import Matrix, Rational, eye

from theory import minibatch
from theory.algebra.calculus import evaluated
from theory.algebra.equation import explicit


def at(side, **values):
    return side.subs({letter: values[letter.name] for letter in side.free_symbols})


def test_one_coordinate_is_the_fourth_moment_of_a_gaussian():
    stated = minibatch.fourth_moment(1)
    values = {"m_1": 2, "sigma_1": 3, "s_11": 5}
    fourth = 2**4 + 6 * 2**2 * 3**2 + 3 * 3**4
    for side in (stated.rhs, evaluated(stated.lhs)):
        assert at(side[0], **values) == 5 * fourth


def test_mixed_moments_of_a_centred_pair_are_isserlis():
    values = {"m_1": 0, "m_2": 0, "sigma_1": 1, "sigma_2": 2, "s_11": 0, "s_12": Rational(1, 2), "s_22": 0}
    stated = minibatch.fourth_moment(2).rhs
    assert at(stated[0, 1], **values) == 4
    assert at(stated[0, 0], **values) == 0


@pytest.mark.parametrize(
    "made",
    [
        minibatch.one_step,
        minibatch.two_samples,
        minibatch.batch,
        partial(minibatch.mean_step, 3),
        partial(minibatch.mean_of_two_steps, 2),
    ],
)
def test_sides_in_matrices_agree_at_two(made):
    explicit = made().carried_out().at(2)
    assert (explicit.lhs - explicit.rhs).applyfunc(lambda item: item.expand()).is_zero_matrix


def test_the_mean_of_batches_of_two_at_numbers():
    first, second, W, eta, p = Matrix([[2, 1], [1, 3]]), Matrix([[5, 0], [0, 1]]), Matrix([[1, 4], [2, 0]]), 2, Rational(1, 4)
    letters = {minibatch.P: first, minibatch.Q: second, minibatch.W: W}
    steps = [W - eta * (W - eye(2)) * moment for moment in (first, (first + second) / 2, second)]
    mean = p**2 * steps[0] + 2 * p * (1 - p) * steps[1] + (1 - p) ** 2 * steps[2]
    for side in (minibatch.mean_step(2).lhs, minibatch.mean_step(2).rhs):
        assert explicit(side, letters, 2).subs({minibatch.eta: eta, minibatch.p: p}) == mean
