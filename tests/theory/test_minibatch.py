"""Proposition: the moments of a batch are those of Gaussian samples, at numbers computed by hand."""

import pytest
from sympy import Rational

from theory import minibatch
from theory.algebra.calculus import evaluated


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


@pytest.mark.parametrize("made", [minibatch.one_step, minibatch.two_samples, minibatch.batch])
def test_sides_in_matrices_agree_at_two(made):
    explicit = made().carried_out().at(2)
    assert (explicit.lhs - explicit.rhs).applyfunc(lambda item: item.expand()).is_zero_matrix
