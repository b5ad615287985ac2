"""Proposition: what W(0) is on average by the width of U is what random starts give, and what the paper prints."""

import numpy as np
import pytest
from sympy import ImmutableMatrix

from tests.theory.domains import where
from theory import width


@pytest.mark.parametrize(
    ("equation", "letter", "domain", "draw"),
    [
        (width.gaussian_start, width.tau, "tau, d' > 0", lambda rng, size, scale: scale * rng.standard_normal(size)),
        (width.uniform_start, width.r, "r, d' > 0", lambda rng, size, scale: scale * rng.random(size)),
    ],
)
def test_means_are_those_of_random_starts(equation, letter, domain, draw):
    made, scale, columns = equation(), 0.5, 6
    assert where(made) == domain
    values = {letter: scale, width.width: columns}
    derived, stated = ([float(entry) for entry in side.subs(values)] for side in (made.carried_out().lhs, made.rhs))
    assert derived == pytest.approx(stated)
    U = draw(np.random.default_rng(3), (40_000, 2, columns), scale)
    W = U @ U.swapaxes(1, 2)
    errors = 5 * W.std(axis=0) / 200
    assert np.abs(W.mean(axis=0) - [[stated[1], stated[0]], [stated[0], stated[1]]]).max() < errors.max()


def test_the_gaussian_means_are_printed_with_equation_e_1():
    made = width.gaussian_start()
    assert made.rhs == ImmutableMatrix([0, width.width * width.tau**2])
    assert "Eq. (E.1)" in made.source
