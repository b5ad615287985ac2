"""Proposition: curves are those of the runs, one row each, alone or in a suite; what a run does not record is not there."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.ensemble import Store
from numerics.networks.data import Clusters
from numerics.networks.protocol import Architecture, Initialisation, Optimiser, Probes, Protocol, Run, with_seeds
from numerics.networks.protocols import FIGURE_5, protocols
from numerics.networks.routes import State
from numerics.networks.training import BLOCK, RELU_BLOCK, Curves, blocks, joined, record, train, train_all, train_protocols
from tests.numerics.networks.plain import by_samples

DATA = Clusters((1.0, 2.0), (0.4, 0.3), 4, origin=True, rotated=True, samples=50)
SMALL = Protocol("-", "coded", "small", DATA, Architecture("layers", 2, 4), Optimiser(), Initialisation(), 40, Probes(cluster=3))


def test_layers_record_what_they_are_asked_for():
    curves = train([Run(SMALL, seed) for seed in range(3)])
    assert {name: values.shape for name, values in curves.arrays().items()} == {
        "x_hat": (3, 41),
        "cluster": (3, 3),
        "steps": (3,),
        "recorded": (41,),
        "outputs": (3, 41, 3, 2),
    }
    watched = train([Run(replace(SMALL, probes=Probes(cluster=3, epochs=(1,))), 0)])
    assert watched.compositions is not None
    assert watched.compositions.shape == (1, 41, 4)


def test_the_tied_model_records_both_of_its_losses():
    curves = train([Run(replace(protocols("printed", "5")[0], steps=30), seed) for seed in (FIGURE_5.seed, 0)])
    assert {name: values.shape for name, values in curves.arrays().items()} == {
        "x_hat": (2, 31),
        "training": (2, 31),
        "recorded": (31,),
        "outputs": (2, 31, 3, 3),
        "weights": (2, 31, 3, 3),
    }
    W, task = FIGURE_5.start() @ FIGURE_5.start().T, FIGURE_5.task()
    residual = W - np.eye(3)
    assert curves.x_hat[0, 0] == pytest.approx(0.5 * ((residual @ task.probe()) ** 2).sum(), rel=1e-13)
    assert curves.training is not None
    a = np.array([0.0025 + 0.5, 0.0025 + 1.125, 0.0])
    assert curves.training[0, 0] == pytest.approx(0.5 * np.trace(residual * a @ residual.T), rel=1e-13)


def test_curves_are_cut_and_joined_by_runs():
    curves = train([Run(SMALL, seed) for seed in range(3)])
    again = joined([curves.of(slice(index, index + 1)) for index in range(3)])
    assert again.arrays().keys() == curves.arrays().keys()
    for name, values in again.arrays().items():
        assert (values == curves.arrays()[name]).all()
    assert curves.of(np.array([True, False, True])).x_hat.shape == (2, 41)
    assert Curves(**curves.arrays()).rows().keys() == {"x_hat", "cluster", "outputs"}


def test_runs_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match="shape"):
        train([Run(SMALL, 0), Run(replace(SMALL, steps=41), 0)])


def test_layers_and_tied_figures_come_back_in_order():
    tied = replace(protocols("coded", "5")[0], steps=50)
    watched = replace(SMALL, probes=Probes(cluster=3, epochs=(1,)))
    first, second, third = train_protocols([watched, tied, SMALL], 3)
    together = train([Run(tied, seed) for seed in range(3)])
    assert second.x_hat == pytest.approx(together.x_hat, abs=0)
    assert second.training == pytest.approx(together.training, abs=0)
    assert first.compositions is not None
    assert third.cluster is not None
    for seed in range(3):
        alone = train([Run(watched, seed)])
        assert alone.compositions is not None
        assert alone.cluster is not None
        assert first.compositions[seed] == pytest.approx(alone.compositions[0], rel=1e-12)
        assert third.x_hat[seed] == pytest.approx(alone.x_hat[0], rel=1e-12)
        assert third.cluster[seed] == pytest.approx(alone.cluster[0], rel=1e-12)
    assert third.arrays().keys() == {"x_hat", "cluster", "steps", "recorded", "outputs"}
    assert second.arrays().keys() == {"x_hat", "training", "recorded", "outputs", "weights"}
    assert first.steps is not None
    assert first.steps.tolist() == [0, 20, 40]


def test_tied_figures_on_other_tasks_are_other_blocks():
    five, ten = (replace(protocols("printed", figure)[0], steps=50) for figure in ("5", "10"))
    other = replace(five, data=replace(five.data, mu=(1, 1.4)))
    found = train_protocols([five, other, ten], 2)
    assert len(blocks(with_seeds([five, other, ten], range(2)))) == 3
    for protocol, curves in zip((five, other, ten), found, strict=True):
        assert curves.x_hat[1] == pytest.approx(train([Run(protocol, 1)]).x_hat[0], rel=1e-12)


def test_seeds_and_shapes_are_kept_apart():
    wide = replace(SMALL, architecture=Architecture("layers", 2, 5))
    curves = train_all(with_seeds([SMALL, wide], range(7, 9)))
    expected = [train([Run(protocol, seed)]).x_hat for protocol in (SMALL, wide) for seed in (7, 8)]
    assert [curve.x_hat == pytest.approx(one, rel=1e-12) for curve, one in zip(curves, expected, strict=True)] == [True] * 4
    assert len({float(curve.x_hat[0, 0]) for curve in curves}) == 4


def test_blocks_are_of_fixed_size_and_the_costliest_come_first():
    rectified = replace(SMALL, architecture=Architecture("layers", 2, 4, rectified=True))
    runs = with_seeds([SMALL, rectified], range(BLOCK + 1))
    cut = blocks(runs)
    assert sorted(index for block in cut for index in block) == list(range(len(runs)))
    sizes = [len(block) for block in cut]
    assert sizes[-2:] == [BLOCK, 1]
    assert set(sizes[:-2]) == {RELU_BLOCK, (BLOCK + 1) % RELU_BLOCK}
    assert [len(block) for block in blocks(with_seeds([SMALL], range(81)))] == [40, 40, 1]
    assert blocks(with_seeds([SMALL, rectified], range(5))) == [(5, 6, 7, 8), (9,), (0, 1, 2, 3, 4)]


@pytest.mark.parametrize("rectified", [False, True])
def test_curves_are_those_of_plain_training(rectified):
    network = replace(SMALL.architecture, rectified=rectified)
    protocol = replace(SMALL, architecture=network, steps=6, probes=Probes(cluster=4, epochs=(1,)))
    runs = with_seeds([protocol], (3, 8))
    curves = train(runs)
    states = [(state.losses, state.cluster(), state.outputs()) for state in by_samples(runs)]
    assert curves.compositions == pytest.approx(np.stack([losses for losses, *_ in states], axis=1), rel=1e-10)
    assert curves.x_hat == pytest.approx(np.stack([losses[:, -1] for losses, *_ in states], axis=1), rel=1e-10)
    assert curves.cluster == pytest.approx(np.stack([states[step][1] for step in (0, 2, 4, 6)], axis=1), rel=1e-10)
    assert curves.outputs == pytest.approx(np.stack([outputs for *_, outputs in states], axis=1), rel=1e-10)
    assert curves.steps is not None
    assert curves.steps.tolist() == [0, 2, 4, 6]


def test_a_step_may_stand_for_several_evaluations():
    protocol = replace(SMALL, steps=2, probes=Probes(cluster=5))
    walk = (
        State(
            np.array([[k + 0.5], [k + 0.75]]),
            lambda k=k: np.array([k * 10.0, k * 10.0 + 1]),
            lambda k=k: np.full((2, 3, 2), k + 0.25),
        )
        for k in range(3)
    )
    curves = record([Run(protocol, 0), Run(protocol, 1)], walk)
    assert curves.x_hat.tolist() == [[0.5, 1.5, 2.5], [0.75, 1.75, 2.75]]
    assert curves.steps is not None
    assert curves.steps.tolist() == [0, 0, 1, 2, 2]
    assert curves.cluster is not None
    assert curves.cluster.tolist() == [[0, 0, 10, 20, 20], [1, 1, 11, 21, 21]]
    assert curves.compositions is None
    assert curves.recorded is not None
    assert curves.recorded.tolist() == [0, 1, 2]
    assert curves.outputs is not None
    assert curves.outputs[:, :, 1, 1].tolist() == [[0.25, 1.25, 2.25]] * 2


def test_outputs_of_the_tied_model_are_w_at_x_hat_and_at_the_centres():
    """In all d coordinates, at the recorded steps; the loss at x_hat is that of the output there."""
    curves = train([Run(replace(protocols("coded", "5")[0], steps=700), seed) for seed in (2, 5)])
    assert curves.weights is not None
    assert curves.outputs is not None
    assert curves.recorded is not None
    z = np.array([[1, 1.5, 0], [1, 0, 0], [0, 1.5, 0]])
    for index, point in enumerate(z):
        assert curves.outputs[:, :, index] == pytest.approx(curves.weights @ point, rel=1e-12)
    loss = 0.5 * ((curves.outputs[:, :, 0] - z[0]) ** 2).sum(axis=2)
    assert loss == pytest.approx(curves.x_hat[:, curves.recorded], rel=1e-11)


def test_runs_that_diverge_are_told_from_those_that_do_not():
    """By overflow, by a loss on its way there, and never for a loss that only rises."""
    losses = np.array([[2.0, 8.0, 1.0], [2.0, np.inf, np.nan], [1.0, 5.0, 1500.0], [1.0, 40.0, 900.0], [1.0, np.nan, 1.0]])
    curves = Curves(losses, outputs=np.arange(30.0).reshape(5, 3, 1, 2))
    assert curves.diverged().tolist() == [False, True, True, False, True]
    assert curves.bounded().x_hat.tolist() == [[2, 8, 1], [1, 40, 900]]
    assert curves.bounded().outputs[:, 0, 0, 0].tolist() == [0, 18]


def test_curves_of_one_run_are_its_row():
    curves = Curves(
        np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), steps=np.array([0, 7]), training=np.array([[1.0], [2.0], [3.0]])
    )
    one = curves.of(slice(1, 2))
    assert (one.x_hat.tolist(), one.arrays()["steps"].tolist(), one.arrays()["training"].tolist()) == (
        [[3.0, 4.0]],
        [0, 7],
        [[2.0]],
    )
    back = joined([curves.of(slice(2, 3)), curves.of(slice(0, 1))])
    assert (back.x_hat.tolist(), back.arrays()["steps"].tolist()) == ([[5.0, 6.0], [1.0, 2.0]], [0, 7])
    assert back.cluster is None


def test_the_work_is_counted_in_blocks_and_kept(tmp_path):
    told: list[tuple[int, int]] = []
    tied = replace(protocols("printed", "5")[0], steps=3)
    store = Store(tmp_path / "work")
    (first,) = train_protocols([tied], 41, store=store, on_done=lambda done, total: told.append((done, total)))
    assert told[-1] == (2, 2)
    assert any((tmp_path / "work").iterdir())
    assert first.x_hat.shape == (41, 4)


def test_protocols_that_differ_in_their_names_are_trained_once(tmp_path):
    """And what was kept of one serves it whatever it is asked for with."""
    store, told = Store(tmp_path), []
    other = replace(SMALL, steps=20)
    named = replace(SMALL, figure="15", form="printed", label="another", undetermined=("batch",))
    first, second, third = train_protocols([SMALL, named, other], 2, store=store, on_done=lambda *done: told.append(done))
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert (first.x_hat == second.x_hat).all()
    assert third.x_hat.shape == (2, 21)
    train_protocols([named], 2, store=store, on_done=lambda *done: told.append(done))
    assert told[3:] == [(1, 1)]
