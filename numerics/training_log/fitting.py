"""The start of a training, where it is not given: fitted to its log, by least squares.

    unknown     the entries of W(0), of a lower triangular U with U U^T = W(0), or of all layers
    curves      Runge and Kutta's steps of fourth order for all derivatives at once, and what separates them from the descent
                at the start found last, taken as known
    starts      drawn at many scales, and read off the first row where that has W(0)

Source: elementary.

Legend: p unknowns; n starts side by side; k records; m columns; theta (p,) or (n, p).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import least_squares

from numerics.networks import linear
from numerics.networks.linear import LinearNetwork
from numerics.task.arrays import Array
from numerics.training_log.band import fitting_width
from numerics.training_log.log import Log
from numerics.training_log.training import Points, Reference, Training, curves, direction, learned, reference

#: A step of Runge and Kutta is so long at most in units of 1/a_max; after so many the curves are taken to stay, and every so many
#: it is looked whether they do.
STRIDE, MOST_STEPS, LOOKED = 0.35, 1500, 100
#: Parts that the log has at least.
LEAST_STEPS = 20
#: So many rows are fitted.
ROWS = 160
#: Starts drawn, at these scales, and how many of them are followed, at first and where none of these comes into the band.
DRAWN, SCALES, FOLLOWED, MORE = 48, (-2.5, 0.0), 2, 8
#: Evaluations of a fit.
MOST_EVALUATIONS = 20
#: Relative changes of cost and unknowns at which a fit ends, and at which one ends that only looks where to go on.
FINE, COARSE = 1e-8, 1e-3
#: Times that the difference from the descent is taken anew.
ROUNDS = 2
#: A fit is near enough to be that of the true start when the mean of its squares, in parts of the band, is below this.
NEAR_ENOUGH = 1.0
#: Beyond this it is given up: nothing that small differences could mend.
HOPELESS = 1e4
#: Differences for derivatives, in parts of an unknown and of the largest of them.
APART, LEAST_APART = 1e-6, 1e-8
#: Directions in which the fit is flatter than this part of the steepest are not known.
FLAT = 1e-7


@dataclass(frozen=True, eq=False)
class Fit:
    """A start that was fitted: the training with it, its curves, W(0), how far off its entries may be (infinite: not known).

    near : whether the flow from it is near the log at all
    """

    training: Training
    found: Reference
    W: Array
    off: Array
    near: bool = True


def _size(training: Training) -> int:
    d = training.size
    return d * (d + 1) // 2 if training.tied else sum(layer.size for layer in training.start)


def started(training: Training, theta: Array) -> Training:
    """Return a training from the start of unknowns (p,)."""
    return replace(training, start=tuple(layer[0] for layer in _layers(training, theta[None])))


def _layers(training: Training, theta: Array) -> tuple[Array, ...]:
    """Return the layers of starts (n, p), each (n, ...)."""
    if training.tied:
        d = training.size
        U = np.zeros((len(theta), d, d))
        U[:, *np.tril_indices(d)] = theta
        return (U,)
    cut = np.split(theta, np.cumsum([layer.size for layer in training.start])[:-1], axis=1)
    return tuple(part.reshape(-1, *layer.shape) for part, layer in zip(cut, training.start, strict=True))


def _network(training: Training, theta: Array) -> LinearNetwork:
    layers = _layers(training, theta)
    first, rest = (layers[0], layers) if training.tied else (layers[0].swapaxes(1, 2), layers[1:])
    if training.biases:
        first = np.concatenate([first, np.zeros_like(first[:, :1])], axis=1)
    biases = tuple(np.zeros(W.shape[:2]) for W in rest) if training.biases else ()
    return LinearNetwork(first, tuple(rest), biases, training.size)


def _moved(network: LinearNetwork, by: list[tuple[float, LinearNetwork]]) -> LinearNetwork:
    """Return a network less multiples of directions."""

    def part(name: str, at: int) -> Array:
        return getattr(network, name)[at] - sum(h * getattr(step, name)[at] for h, step in by)

    first = network.first - sum(h * step.first for h, step in by)
    places = range(len(network.weights))
    return LinearNetwork(
        first,
        tuple(part("weights", at) for at in places),
        tuple(part("biases", at) for at in places[: len(network.biases)]),
        network.rank,
    )


def paths(training: Training, theta: Array, log: Log, times: Array, z: Points) -> Array:
    """Return the figures of a log along the flows from starts (n, p), shape (n, k, m)."""
    M, end = training.moment, float(times[-1]) * training.pace
    fastest = float(np.linalg.eigvalsh(M)[-1])
    h, network = min(end / LEAST_STEPS, STRIDE / fastest), _network(training, theta)
    steps = int(min(np.ceil(end / h), MOST_STEPS))
    seen = []
    with np.errstate(all="ignore"):  # a start that is far too large diverges, and is no start
        for number in range(steps + 1):
            R = linear.residual(network)[1]
            seen.append(curves(R, log.columns, M, z))
            if number == steps or (number % LOOKED == LOOKED - 1 and learned(np.where(np.isfinite(R), R, 0.0), M)):
                break
            first = direction(network, M, 1.0, training.tied)
            second = direction(_moved(network, [(h / 2, first)]), M, 1.0, training.tied)
            third = direction(_moved(network, [(h / 2, second)]), M, 1.0, training.tied)
            fourth = direction(_moved(network, [(h, third)]), M, 1.0, training.tied)
            network = _moved(network, [(h / 6, first), (h / 3, second), (h / 3, third), (h / 6, fourth)])
        table = np.stack(seen, axis=1)
        slopes = np.gradient(table, axis=1, edge_order=2)
        at = np.clip(times * training.pace / h, 0, len(seen) - 1)
        low = np.minimum(at.astype(int), len(seen) - 2)
        x = (at - low)[:, None]
        y0, y1, v0, v1 = table[:, low], table[:, low + 1], slopes[:, low], slopes[:, low + 1]
        return np.asarray((1 - x) ** 2 * ((1 + 2 * x) * y0 + x * v0) + x**2 * ((3 - 2 * x) * y1 - (1 - x) * v1))


def _drawn(training: Training, log: Log, rng: np.random.Generator) -> Array:
    """Return starts to begin with, shape (n, p)."""
    d, drawn = training.size, []
    for scale in 10 ** rng.uniform(*SCALES, DRAWN):
        if training.tied:
            L = scale * np.abs(rng.standard_normal((d, d)))
            drawn.append(L[np.tril_indices(d)])
        else:
            drawn.append(np.concatenate([scale * rng.standard_normal(layer.size) for layer in training.start]))
    if (W := _first_map(log, d)) is not None:
        drawn.insert(0, _factored(training, W))
    return np.array(drawn)


def _first_map(log: Log, d: int) -> Array | None:
    """Return W of the first row, if that is of step or time 0 and has all of it."""
    places = {item.place: at for at, item in enumerate(log.columns) if item.kind == "w"}
    if log.when[0] != 0 or len(places) < d * d:
        return None
    return np.array([[log.values[0, places[i, j]] for j in range(d)] for i in range(d)])


def _factored(training: Training, W: Array) -> Array:
    """Return the unknowns of W(0), its layers balanced."""
    d = training.size
    if training.tied:
        values, vectors = np.linalg.eigh((W + W.T) / 2)
        root = vectors * np.sqrt(np.maximum(values, 1e-6 * max(float(values[-1]), 1e-12)))
        L = np.linalg.qr(root.T)[1].T
        return np.asarray((L * np.where(np.diag(L) < 0, -1.0, 1.0))[np.tril_indices(d)])
    depth = len(training.start)
    if depth == 1:
        return W.ravel()
    P, s, Qt = np.linalg.svd(W)
    parts = []
    for number, layer in enumerate(training.start, 1):
        core = np.zeros(layer.shape)
        rank = min(*layer.shape, d)
        core[np.arange(rank), np.arange(rank)] = np.maximum(s[:rank], 1e-9) ** (1 / depth)
        core = core @ Qt if number == 1 else P @ core if number == depth else core
        parts.append(core.ravel())
    return np.concatenate(parts)


def fit(
    training: Training, log: Log, times: Array, z: Points, factors: Array, followed: int = FOLLOWED, seed: int = 0
) -> Fit | None:
    """Return the start nearest a log, at loss times (k,), its figures by factors (m,); None if the descent from it diverges."""
    rows = np.unique(np.linspace(0, len(times) - 1, min(ROWS, len(times))).astype(int))
    thin, t = replace(log, when=log.when[rows], values=log.values[rows]), times[rows]
    t = np.maximum(t, 0.0)
    weights = factors / fitting_width(thin, thin.values)
    target = thin.values / factors

    def off(theta: Array, known: Array) -> Array:
        rest = ((paths(training, theta, thin, t, z) + known - target) * weights).reshape(len(theta), -1)
        return np.nan_to_num(np.clip(rest, -1e6, 1e6), nan=1e6)

    def follow(theta: Array, known: Array, fine: bool) -> tuple[float, Array, Array]:
        seen: dict[bytes, tuple[Array, Array]] = {}

        def both(at: Array) -> tuple[Array, Array]:  # a batch costs no more than one start
            if (name := at.tobytes()) not in seen:
                h = np.maximum(APART * np.abs(at), LEAST_APART * np.max(np.abs(at)) + 1e-300)
                rest = off(np.concatenate([at[None], at + np.diag(h), at - np.diag(h)]), known)
                seen[name] = rest[0], ((rest[1 : 1 + at.size] - rest[1 + at.size :]) / (2 * h[:, None])).T
            return seen[name]

        tolerance = FINE if fine else COARSE
        solved = least_squares(
            lambda at: both(at)[0],
            theta,
            jac=lambda at: both(at)[1],
            x_scale="jac",
            max_nfev=MOST_EVALUATIONS,
            ftol=tolerance,
            xtol=tolerance,
        )
        return float(solved.cost), solved.x, solved.jac

    begun = _drawn(training, thin, np.random.default_rng(seed))
    costs = np.sum(off(begun, np.zeros(target.shape)) ** 2, axis=1)
    best = [begun[at] for at in np.argsort(costs, kind="stable")[:followed]]
    cost, theta, J = np.inf, begun[0], np.empty((0, 0))
    for at in best:
        other = follow(at, np.zeros(target.shape), fine=False)
        cost, theta, J = min((cost, theta, J), other, key=lambda found: found[0])
        if cost < target.size * NEAR_ENOUGH:
            break
    near = cost < target.size * HOPELESS
    for _ in range(ROUNDS - 1 if near else 0):
        now = started(training, theta)
        known = (
            reference(replace(now, batch=None, data=replace(now.data, samples=None)), thin, t, z).descent
            - paths(training, theta[None], thin, t, z)[0]
        )
        if not np.isfinite(known).all():
            return None
        cost, theta, J = follow(theta, known, fine=True)
    found = started(training, theta)
    seen = reference(found, log, times, z)
    if not (np.isfinite(seen.descent).all() and np.isfinite(seen.scatter).all()):
        return None
    return Fit(found, seen, found.product, _spread(training, theta, J), near)


def _spread(training: Training, theta: Array, J: Array) -> Array:
    """Return how far off the entries of W(0) may be if every figure is off by its weight, shape (d, d)."""
    h = 1e-6 * max(float(np.max(np.abs(theta))), 1e-300)
    maps = np.stack(
        [
            (started(training, theta + h * unit).product - started(training, theta - h * unit).product) / (2 * h)
            for unit in np.eye(theta.size)
        ]
    )
    _, s, Vt = np.linalg.svd(J, full_matrices=False)
    along = np.einsum("rp,pij->rij", Vt, maps)
    known = s > FLAT * s[0]
    with np.errstate(divide="ignore"):
        variance = np.sum((along[known] / s[known, None, None]) ** 2, axis=0)
    lost = np.max(np.abs(along[~known]), axis=0, initial=0.0)
    size = np.max(np.abs(maps))
    return np.where(lost > 1e-4 * size, np.inf, np.sqrt(variance))
