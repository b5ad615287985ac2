"""Proposition: what W(0) is on average by the width of U is what random starts give, and what the paper prints."""

import numpy as np
import pytest
from sympy import Rational

from tests.theory.domains import where
from theory import width


@pytest.mark.parametrize(
    ("equations", "letter", "domain", "draw"),
    [
        (
            (width.gaussian_minor, width.gaussian_major),
            width.tau,
            "tau, h > 0",
            lambda rng, size, scale: scale * rng.standard_normal(size),
        ),
        ((width.uniform_minor, width.uniform_major), width.r, "r, h > 0", lambda rng, size, scale: scale * rng.random(size)),
    ],
)
def test_means_are_those_of_random_starts(equations, letter, domain, draw):
    made, scale, columns = [equation() for equation in equations], 0.5, 6
    assert [where(one) for one in made] == [domain] * 2
    values = {letter: scale, width.width: columns}
    derived, stated = ([float(side.subs(values)) for side in sides] for sides in zip(*_sides(made), strict=True))
    assert derived == pytest.approx(stated)
    U = draw(np.random.default_rng(3), (40_000, 2, columns), scale)
    W = U @ U.swapaxes(1, 2)
    errors = 5 * W.std(axis=0) / 200
    assert np.abs(W.mean(axis=0) - [[stated[1], stated[0]], [stated[0], stated[1]]]).max() < errors.max()


def _sides(made):
    return [(one.carried_out().lhs, one.rhs) for one in made]


def test_the_gaussian_means_are_printed_with_equation_e_1():
    minor, major = width.gaussian_minor(), width.gaussian_major()
    assert (minor.rhs, major.rhs) == (0, width.width * width.tau**2)
    assert all("Eq. (E.1)" in one.source for one in (minor, major))


@pytest.mark.parametrize("columns", [2, 3, 7])
def test_the_squared_cosine_of_two_rows_is_one_over_the_width(columns):
    U = np.random.default_rng(columns).standard_normal((40_000, 2, columns))
    squares = np.einsum("nk,nk->n", U[:, 0], U[:, 1]) ** 2 / np.prod(np.sum(U**2, axis=2), axis=1)
    assert abs(np.mean(squares) - 1 / columns) < 5 * np.std(squares) / 200
    # The density that is stated gives it by quadrature too, in the angle, where it is smooth.
    angle = (np.arange(20_000) + 0.5) * np.pi / 20_000
    weights = np.sin(angle) ** (columns - 2)
    assert np.sum(np.cos(angle) ** 2 * weights) / np.sum(weights) == pytest.approx(1 / columns)


def test_the_density_and_its_mean_at_a_cosine():
    at = {width.u: Rational(3, 5), width.width: 7, width.E: 2}
    assert (
        width.density_slope().lhs.subs(width.width, 7).doit().subs(at) == width.density_slope().rhs.subs(at) == Rational(-15, 4)
    )
    # (1 - 7 * 9/25) * 2 = -76/25.
    assert width.squared_cosine().rhs.subs(at) == Rational(-76, 25)
    assert width.squared_cosine().carried_out().lhs.subs(at) == Rational(-76, 25)
