"""Proposition: every start that is drawn satisfies D.1 to D.5, and D.5 by a hair: a larger omega would not."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.admissible import AT_THE_EDGE, draw_starts
from numerics.enclosure.assumptions import failing_assumptions
from numerics.flow.stacks import gram


def constants(starts, k):
    exact = {"alpha": 1.0, "K": starts.K, "kappa": starts.kappa, "C": 99.0, "eta": starts.eta[k] * (1 - 1e-9)}
    exact |= {"gamma": starts.gamma[k], "beta": starts.beta[k], "omega": starts.omega[k]}
    return {name: Fraction(float(value)) for name, value in exact.items()} | {"P": Fraction(float(np.exp(starts.ln_p[k])))}


def failing(starts, k, larger=1.0):
    a, W0 = [Fraction(float(rate)) for rate in starts.a[:, k]], gram(starts.U)[..., k] * larger
    known = constants(starts, k)
    known |= {"omega": known["omega"] * Fraction(larger), "P": known["P"] / Fraction(larger)}
    return failing_assumptions(known, a, [[Fraction(float(entry)) for entry in row] for row in W0])


@pytest.mark.parametrize(("d", "ratio"), [(2, 0.0555), (3, 0.1), (4, 0.2)])
def test_they_are_admissible_and_definite(d, ratio):
    starts = draw_starts(np.random.default_rng(d), 40, d, ratio)
    assert all(failing(starts, k) == [] for k in range(40))
    assert (np.stack([starts.U[i, i] for i in range(d)]) != 0).all()
    assert (starts.a[:-1] > 3 * starts.a[1:]).all()


def test_most_are_at_the_edge_of_omega():
    starts = draw_starts(np.random.default_rng(0), 60, 2, 0.0555)
    tight = [failing(starts, k, larger=1.01) == ["D.5"] for k in range(60)]
    assert AT_THE_EDGE - 0.2 < np.mean(tight) < AT_THE_EDGE + 0.2


def test_the_same_generator_draws_the_same():
    one, other = (draw_starts(np.random.default_rng(5), 7, 3, 0.2) for _ in range(2))
    assert np.array_equal(one.U, other.U)
    assert np.array_equal(one.at(np.arange(7) == 3).a[:, 0], one.a[:, 3])
