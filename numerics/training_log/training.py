"""How a network was trained, and what its curves are by the theory: the flow, the descent that it is the limit of, and its noise.

    one step of rate eta      eta units of loss time of the stated loss 1/2 |f(x) - x|^2
                              2 eta/d of one that is averaged over the entries of f(x) - x (|f(x) - x|^2/d)
    tied networks             1 unit of loss time = 2 units of printed time
    flow                      of the layers on loss time, by the moment of the population
    descent                   the same layers by steps of eta, recorded at the steps of the log
    finite samples            descent by the moments A_n of drawn data sets
    minibatches               descent by A_n + (A_b - A), A_b of fresh batches

A descent of more than a number of steps is followed in steps of r eta with batches of r times the size; what a step leaves out
is of first order in it, so that descent = flow + (coarse - flow)/r. It ends where all is learned.

Source: clocks new, from the losses of Yang et al., ICLR 2025 (arXiv 2410.08309v2), and the released code; the rest elementary.

Legend: F = [W b] (d, q), q = d or with biases d + 1; R = (F - [I 0])^T (..., q, d), as `networks.linear` has it; M (q, q) the
moment of (x, 1); k records; m columns; n networks side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.closed_form.entries import biased_layer
from numerics.flow.integrate import solve
from numerics.model.base import Model
from numerics.networks import linear
from numerics.networks.data import Clusters, moment
from numerics.networks.linear import LinearNetwork
from numerics.task.arrays import Array
from numerics.task.elimination import triangular_factor
from numerics.task.trajectory import Clock, one_layer_speed, tied_speed
from numerics.training_log.log import Column, Log

#: Networks that are trained beside the log, by data sets of their own and by batches of their own.
NETWORKS = 16
#: Multiplications spent on a descent, and the steps it has at least and at most.
WORK, LEAST_STEPS, MOST_STEPS = 3e9, 1000, 20_000
#: Steps are put together to such a length at most, in units of 1/a_max: what is of second order then stays within the band.
TOGETHER = 0.02
#: All is learned when the training loss is below this part of tr M. After so many steps what still changes does so
#: in a part of one in so many a step, and the flow is as good.
LEARNED, ALL_STEPS = 1e-20, 100_000
#: From so long on, in units of 1/a_max, a flow is first looked for an end.
LONG = 2000.0
#: Batches are drawn with so many samples at most, larger ones by their law.
DRAWN = 64
#: Steps whose batches are drawn at a time.
CHUNK = 256
#: A rate below this part of the largest is 0.
NEGLIGIBLE = 1e-14
#: What is added to the diagonal, in parts of the largest entry, where U U^T was rounded.
ROUNDED_OFF = 1e-12
#: A record so near a whole step is of that step.
WHOLE = 1e-6
#: Tolerance of a flow.
TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Data:
    """What it was trained on: clusters, or a second moment alone; rates as they are or squared; samples a cluster, if finite."""

    clusters: Clusters | None
    second_moment: Array | None = None
    squared: bool = False
    samples: int | None = None

    def population(self, biases: bool) -> Array:
        """Return the moment of x, or with biases of (x, 1), shape (q, q)."""
        return self._rates(self.clusters.moment(biases) if self.clusters is not None else self._given)

    def sets(self, biases: bool, count: int, rng: np.random.Generator) -> Array:
        """Return the moments of so many data sets, shape (count, q, q); those of the population if its samples are not finite."""
        whole = self.population(biases)
        if self.samples is None or self.clusters is None:
            return np.broadcast_to(whole, (count, *whole.shape))
        task = self.clusters.task()
        return np.stack(
            [self._rates(moment(task.sample(self.samples, rng).reshape(-1, task.dimension), biases)) for _ in range(count)]
        )

    def deviations(self, biases: bool, shape: tuple[int, ...], batch: float, rng: np.random.Generator) -> Array:
        """Return A_b - A of fresh batches, shape (..., q, q)."""
        count = int(min(batch, DRAWN))
        if self.clusters is not None:
            task = self.clusters.task()
            means = task.means()[rng.integers(task.clusters(), size=(*shape, count))]
            points = means + task.deviations() * rng.standard_normal(means.shape)
        else:
            values, vectors = np.linalg.eigh(self._given)
            root = vectors * np.sqrt(np.maximum(values, 0.0))
            points = rng.standard_normal((*shape, count, len(root))) @ root.T
        if biases:
            points = np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1)
        found = points.swapaxes(-1, -2) @ points / count
        return np.asarray((self._rates(found) - self.population(biases)) * np.sqrt(count / batch))

    @property
    def _given(self) -> Array:
        if self.second_moment is None:
            raise ValueError("data must be clusters or a second moment, got neither")
        return self.second_moment

    def _rates(self, A: Array) -> Array:
        return A @ A if self.squared else A


@dataclass(frozen=True, eq=False)
class Training:
    """A training, as it is said to have been.

    Parameters
    ----------
    model : what the network is
    start : its layers, W_1 next to the input; W(0) alone for one layer; U for tied weights, W(0) = U U^T
    data : what it was trained on
    biases : whether every layer has one, trained from 0; tied weights one behind them
    step : loss time of one step, None if it is unknown
    batch : samples of a batch; None if every step sees all
    pace : how many times faster than stated the log runs, where that is supposed
    """

    model: Model[Any, Any]
    start: tuple[Array, ...]
    data: Data
    biases: bool = False
    step: float | None = None
    batch: int | None = None
    pace: float = 1.0

    @property
    def tied(self) -> bool:
        """Return whether both layers are one."""
        return self.model.name == "tied"

    @property
    def size(self) -> int:
        """Return d."""
        return int(self.start[0].shape[1]) if not self.tied else int(self.start[0].shape[0])

    @property
    def product(self) -> Array:
        """Return W(0), shape (d, d)."""
        return np.asarray(_maps(self.network(1))[0].T[:, : self.size] + np.eye(self.size))

    def network(self, count: int) -> LinearNetwork:
        """Return so many copies of the network as it starts."""
        layers = (self.start[0].T, self.start[0]) if self.tied else self.start
        first, rest = layers[0].T, layers[1:]
        if self.biases:
            first = np.vstack([first, np.zeros((1, first.shape[1]))])
        weights = tuple(np.repeat(W[None], count, axis=0) for W in rest)
        biases = tuple(np.zeros((count, W.shape[0])) for W in rest) if self.biases else ()
        return LinearNetwork(np.repeat(first[None], count, axis=0), weights, biases, self.size)

    @cached_property
    def moment(self) -> Array:
        """Return M of the population, shape (q, q)."""
        return self.data.population(self.biases)


@dataclass(frozen=True, eq=False)
class Points:
    """Where a network is looked at: the test point, and x_hat, whose parts are the others, each (d,)."""

    test: Array
    x_hat: Array

    def of(self, probe: tuple[int, ...] | None) -> Array:
        """Return x_hat(v), or without v the test point."""
        return self.test if probe is None else self.x_hat * np.pad(probe, (0, len(self.x_hat) - len(probe)))


def loss_time(model: Model[Any, Any], clock: Clock, eta: float = 1.0, dimension: int = 1, averaged: bool = False) -> float:
    """Return the loss time in one unit of a clock, a step of rate eta of the loss as stated, or averaged over entries, if code.

    Raises
    ------
    ValueError : if a model has no printed clock of its own
    """
    if clock is Clock.CODE:
        return one_layer_speed(Clock.CODE, eta, dimension) if averaged else eta
    if clock is Clock.LOSS:
        return 1.0
    if model.clock is not Clock.PRINTED:
        raise ValueError(f"clock must be loss for the {model.name} model, which has no other, got {clock.value}")
    return tied_speed(Clock.PRINTED) / tied_speed(Clock.LOSS)


def curves(R: Array, columns: Sequence[Column], M: Array, z: Points) -> Array:
    """Return the figures of columns at residual maps R (..., q, d), shape (..., m); M is the moment of the training loss."""
    found = np.empty((*R.shape[:-2], len(columns)))
    at: dict[tuple[int, ...] | None, Array] = {}
    for number, item in enumerate(columns):
        if item.kind == "train_loss":
            found[..., number] = 0.5 * np.sum((M @ R) * R, axis=(-1, -2))
        elif item.kind == "w":
            i, j = item.place
            found[..., number] = R[..., j, i] + (i == j)
        else:
            point = z.of(item.probe)
            if item.probe not in at:
                at[item.probe] = np.append(point, 1.0)[: R.shape[-2]] @ R
            residual = at[item.probe]
            if item.kind == "test_loss":
                found[..., number] = 0.5 * np.sum(residual**2, axis=-1)
            else:
                found[..., number] = residual[..., item.place[0]] + point[item.place[0]]
    return found


class Flow:
    """The flow of a training: loss times to R; integrated as far as it is asked for."""

    def __init__(self, training: Training) -> None:
        self.training = training
        self._end, self._learned = 0.0, False
        self._maps: Callable[[Array], Array] | None = None

    def maps(self, times: Array) -> Array:
        """Return R at loss times (k,), which the pace multiplies, shape (k, q, d)."""
        t = np.asarray(times) * self.training.pace
        if self._maps is None or (float(np.max(t)) > self._end and not self._learned):
            self._maps = self._as_far_as(max(1.5 * float(np.max(t)), 1e-12))
        return self._maps(np.minimum(t, self._end))

    def _as_far_as(self, end: float) -> Callable[[Array], Array]:
        """Return the flow to an end, or to where all is learned if that is long before."""
        M = self.training.moment
        self._end = LONG / float(np.linalg.eigvalsh(M)[-1])
        while self._end < end:
            maps = self._found(self._end)
            if learned(maps(np.array([self._end])), M):
                self._learned = True
                return maps
            self._end *= 4
        self._end = end
        return self._found(end)

    def _found(self, end: float) -> Callable[[Array], Array]:
        training, M, d = self.training, self.training.moment, self.training.size
        if training.biases and len(training.start) == 1 and not training.tied:
            start = np.hstack([training.start[0], np.zeros((d, 1))])
            return lambda t: (biased_layer(start, M, t) - np.eye(d, d + 1)).swapaxes(1, 2)
        if training.biases:
            return _integrated(training, end)
        a, Q, start = in_eigenbasis(training)
        unit = loss_time(training.model, training.model.clock)
        path = training.model.integrate(a, start, end / unit)
        return lambda t: (Q @ path.W(t / unit) @ Q.T - np.eye(d)).swapaxes(1, 2)


def in_eigenbasis(training: Training) -> tuple[Array, Array, Any]:
    """Return the rates, descending, their directions as columns, and the start there, of a training without biases."""
    values, Q = np.linalg.eigh(training.moment)
    a, Q = np.maximum(values, 0.0)[::-1], Q[:, ::-1]
    W0 = training.product
    start: Any = (W0 + W0.T) / 2 if training.tied else W0 if training.model.name == "one-layer" else training.start
    turned = training.model.in_basis(start, Q)
    return np.where(a > NEGLIGIBLE * a[0], a, 0.0), Q, _semidefinite(turned) if training.tied else turned


def _semidefinite(W: Array) -> Array:
    """Return U U^T, which is semidefinite, with what rounding has taken from it where it is not so in floats."""
    try:
        triangular_factor(W)
    except ValueError:
        return np.asarray(W + ROUNDED_OFF * np.max(W) * np.eye(len(W)))
    return W


def closed_maps(training: Training, times: Array) -> Array | None:
    """Return R by the closed form at loss times (k,), shape (k, q, d), or None where there is none."""
    if training.biases:
        return None
    a, Q, start = in_eigenbasis(training)
    form = training.model.closed_form(a, start)
    if not form.known:
        return None
    W = form.motion(times * training.pace / loss_time(training.model, training.model.clock))[0]
    return np.asarray((Q @ W @ Q.T - np.eye(training.size)).swapaxes(1, 2))


def _integrated(training: Training, end: float) -> Callable[[Array], Array]:
    """Return the flow of layers with biases, loss times to R, shape (k, q, d)."""
    start = training.network(1)
    shapes = [part.shape for part in _parts(start)]

    def network(flat: Array) -> LinearNetwork:
        cut = np.split(flat, np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1], axis=-1)
        parts = [part.reshape(-1, *shape[1:]) for part, shape in zip(cut, shapes, strict=True)]
        depth = len(start.weights)
        return LinearNetwork(parts[0], tuple(parts[1 : 1 + depth]), tuple(parts[1 + depth :]), start.rank)

    def field(flat: Array, M: Array) -> Array:
        return -np.concatenate([part.ravel() for part in _parts(direction(network(flat), M, 1.0, training.tied))])

    flat = np.concatenate([part.ravel() for part in _parts(start)])
    fastest = float(np.linalg.eigvalsh(training.moment)[-1])
    _, dense = solve(field, flat, training.moment, (0.0, end), TOLERANCE, np.full(flat.shape, TOLERANCE * 1e-3), np.inf, fastest)
    return lambda t: _maps(network(dense(t)))


def _parts(network: LinearNetwork) -> tuple[Array, ...]:
    return (network.first, *network.weights, *network.biases)


def _maps(network: LinearNetwork) -> Array:
    return linear.residual(network)[1]


def direction(network: LinearNetwork, M: Array, scale: float, tied: bool) -> LinearNetwork:
    """Return `scale` times the gradient of the loss, in the weights that are trained."""
    products, R = linear.residual(network)
    found = linear.gradient(network, products, R, M, scale=scale)
    if not tied:
        return found
    d = network.rank
    both = found.first[:, :d] + found.weights[0]
    first = np.concatenate([both, np.zeros_like(found.first[:, d:])], axis=1)
    return LinearNetwork(first, (both,), found.biases, d)


def descents(
    training: Training, log: Log, steps: Array, z: Points, rng: np.random.Generator | None
) -> tuple[Array, int, NDArray[np.bool_]]:
    """Return the figures of the log by descent, shape (n, k, m), by how many steps at a time, and to which records, shape (k,).

    The first is by the population; with a generator those by data sets and, where there are batches, those by batches follow.

    Parameters
    ----------
    steps : the records' numbers of steps, shape (k,), whole
    """
    if training.step is None:
        raise ValueError("eta must be given for a descent, got none")
    groups = 1 if rng is None else 1 + NETWORKS * (1 + (training.batch is not None))
    network = training.network(groups)
    work = groups * sum(part[0].size * training.size for part in _parts(network)) * 4
    most = int(np.clip(WORK / work, LEAST_STEPS, MOST_STEPS))
    one = training.step * training.pace
    r = max(1, int(min(np.ceil(steps[-1] / most), TOGETHER / (one * float(np.linalg.eigvalsh(training.moment)[-1])))))
    at = np.minimum(steps / r, 2.0 * ALL_STEPS)
    low = np.floor(at).astype(int)
    part = (at - low)[:, None]
    M = np.repeat(training.moment[None], groups, axis=0)
    if rng is not None:
        sets = training.data.sets(training.biases, NETWORKS, rng)
        M[1:] = np.concatenate([sets] * ((groups - 1) // NETWORKS))
    needed = {*low.tolist(), *(low + 1)[at > low].tolist()}
    seen: dict[int, Array] = {}
    last, ended = max(needed), np.inf
    with np.errstate(over="ignore", invalid="ignore"):
        for number, moved in enumerate(_moments(training, M, r, rng)):
            if number in needed:
                seen[number] = curves(_maps(network), log.columns, M, z)
            if number == last or (number % CHUNK == 0 and _ended(network, M)):
                break
            if number == ALL_STEPS:
                ended = number
                break
            linear.descend(network, direction(network, moved, one * r, training.tied))
        stays = curves(_maps(network), log.columns, M, z)
    first = np.stack([seen.get(k, stays) for k in low.tolist()], axis=1)
    after = np.stack([seen.get(k + 1, seen.get(k, stays)) for k in low.tolist()], axis=1)
    found = np.where(part > 0, (1 - part) * first + part * after, first)
    return found, r, low < ended


def _ended(network: LinearNetwork, M: Array) -> bool:
    """Return whether all networks have learned what they can, or one has diverged."""
    R = _maps(network)
    return not np.isfinite(R).all() or learned(R, M)


def learned(R: Array, M: Array) -> bool:
    """Return whether nothing is left to learn."""
    return bool(np.all(np.sum((M @ R) * R, axis=(-1, -2)) < LEARNED * np.trace(M, axis1=-2, axis2=-1)))


def _moments(training: Training, M: Array, r: int, rng: np.random.Generator | None) -> Iterator[Array]:
    """Yield the moments of all networks, (n, q, q), step after step of r batches each."""
    while rng is None or training.batch is None:
        yield M
    while True:
        shape = (CHUNK, NETWORKS)
        for noise in training.data.deviations(training.biases, shape, float(training.batch * r), rng):
            moved = M.copy()
            moved[1 + NETWORKS :] += noise
            yield moved


@dataclass(frozen=True, eq=False)
class Reference:
    """What a training is by the theory, at the records of a log, each (k, m).

    Parameters
    ----------
    flow, descent : the figures; descent is the flow where the step is unknown
    sampled, batched : standard deviations by finite samples and by minibatches; None where there are none
    scatter : the figures of networks trained with both, less the descent, shape (n, k, m)
    """

    flow: Array
    descent: Array
    sampled: Array | None
    batched: Array | None
    scatter: Array


def reference(training: Training, log: Log, times: Array, z: Points, seed: int = 0, flow: Flow | None = None) -> Reference:
    """Return what a training is by the theory at loss times (k,) as stated, whatever its pace."""
    path = curves((flow or Flow(training)).maps(times), log.columns, training.moment, z)
    noisy = training.batch is not None or training.data.samples is not None
    if training.step is None:
        return Reference(path, path, None, None, np.zeros((0, *path.shape)))
    steps = times / training.step
    steps = np.where(np.abs(steps - np.round(steps)) < WHOLE, np.round(steps), steps)
    found, r, followed = descents(training, log, steps, z, np.random.default_rng(seed) if noisy else None)
    descent = path + np.where(followed[:, None], (found[0] - path) / r, 0.0)
    if not noisy:
        return Reference(path, descent, None, None, np.zeros((0, *path.shape)))
    by_sets, batched = found[1 : 1 + NETWORKS] - found[0], None
    if training.batch is not None:
        batched = np.sqrt(np.mean((found[1 + NETWORKS :] - found[1 : 1 + NETWORKS]) ** 2, axis=0))
    sampled = None if training.data.samples is None else np.sqrt(np.mean(by_sets**2, axis=0))
    last = found[-NETWORKS:] - found[0]
    return Reference(path, descent, sampled, batched, last)
