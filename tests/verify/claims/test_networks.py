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
from verify.claims.networks import deep, one_layer, relu, untied
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


@pytest.mark.parametrize("depth", [2, 4])
def test_aligned_layers_are_a_multiple_of_the_identity_on_the_concepts(depth: int):
    run = Run(untied.protocol(depth, 0, hidden=2), 6)
    drawn = deep.aligned(run, 0.3)
    maps = residuals([run], drawn=[drawn]).maps[0, 0].T
    assert maps == pytest.approx((0.3**depth - 1) * np.eye(64, 2))
    assert all(np.linalg.matrix_rank(layer[0]) == 2 for layer in drawn.start.weights)


def test_wide_layers_have_products_of_one_size():
    for hidden in deep.WIDTHS:
        scale = deep.wide(hidden).initialisation.scale
        # The variance of an entry of W: that of the products of three entries, over h^2 paths.
        assert scale**6 * hidden**2 == pytest.approx(1e-6)
    assert deep.wide(6).data.task().rates() == pytest.approx([0.05 + 2 / 3, 0.05 + 1 / 3])


def test_a_rise_of_wide_layers_is_that_of_its_own_curve():
    maps = residuals([Run(deep.wide(6), 5)]).maps[0]
    losses = np.sum((maps.swapaxes(1, 2) @ deep.wide(6).data.task().probe()) ** 2, axis=1) / 2
    largest = max(loss - np.min(losses[: k + 1]) for k, loss in enumerate(losses))
    assert deep.rises(6, range(5, 6)) == pytest.approx([largest], rel=2e-3)
    assert largest > 0.01
