"""Proposition: the claims on trained networks decide at reduced sizes as at full ones, and each sees its hand-written fault."""

from functools import partial

import numpy as np
import pytest

from numerics.networks.protocol import Run
from numerics.networks.routes import residuals
from numerics.networks.training import Curves
from numerics.task.layers import layer_product
from verify.claim import Outcome
from verify.claims import sampling
from verify.claims.networks import one_layer, relu, untied
from verify.methods import Statistical

CASES = [
    (partial(one_layer.slowing_estimates, seeds=12), partial(one_layer.slowing_estimates, seeds=12, slowest=False), 1),
    (sampling.variance_estimates, partial(sampling.variance_estimates, factor=0.5), 3),
    (one_layer.order_estimates, partial(one_layer.order_estimates, exponent=1.0), 1),
]


@pytest.mark.parametrize(("right", "wrong", "comparisons"), CASES, ids=["slowing", "moments", "order"])
def test_right_and_wrong(right, wrong, comparisons: int):
    outcomes = [Statistical(case, comparisons, "x").run([], np.random.default_rng(11)).outcome for case in (right, wrong)]
    assert outcomes == [Outcome.VERIFIED, Outcome.REFUTED]


@pytest.mark.parametrize("depth", [2, 4])
def test_layers_in_the_basis_of_the_concepts_are_those_that_are_trained(depth: int):
    run = Run(untied.protocol(depth, 0, 0.5, hidden=5), 3)
    maps = residuals([run]).maps[0, 0].T
    for dim in (2, 64):
        assert layer_product(untied.start_of(run, dim))[:2, :2] == pytest.approx(maps[:2] + np.eye(2))
    assert layer_product(untied.start_of(run, 64))[:, :2] == pytest.approx(maps + np.eye(64, 2))


def test_the_pivots_are_those_of_half_the_sum_of_the_layers():
    run = Run(untied.protocol(2, 0, 1e-3, hidden=2), 4)
    first, second = untied.start_of(run, 2)
    U = (second + first.T) / 2
    M, a = U @ U.T, run.protocol.data.task().rates()
    c = np.array([M[0, 0], M[1, 1] - M[0, 1] ** 2 / M[0, 0]])
    assert untied.from_pivots(run) == pytest.approx(np.log((1 - c) / c) / (2 * a))
    assert untied.from_pivots(run)[1] > untied.from_pivots(run, "diagonal")[1]


def test_a_concept_that_is_never_learned_is_the_last():
    outputs = np.zeros((2, 3, 3, 2))
    outputs[0, :, 0] = [[0, 0], [0, 2], [1, 2]]
    outputs[1, :, 0] = [[0, 0], [1, 0], [1, 0]]
    T = relu.learned(Curves(np.zeros((2, 3)), recorded=np.array([0, 10, 20]), outputs=outputs), (1.0, 2.0))
    assert T.tolist() == [[15, 5], [5, np.inf]]
    assert relu.stronger_first(T, (1.0, 2.0)).tolist() == [True, False]
