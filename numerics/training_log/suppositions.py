"""What else a training may have been than it is said to be, each with the curves it would have.

    time scale     the log runs c times as fast: a learning rate, a factor of the loss, another clock
    count          it counts 1/c for every step, each as long as stated: epochs, another clock
    loss scale     the logged losses are c times those stated: another factor in front, a mean in place of a sum
    both           as where the loss that is trained is the one that is logged
    squared        rates a^2 in place of a, as the released code has them
    biases         trained, or not
    variance       the entries of sigma are variances
    origin         one more cluster at the origin

Source: new; the variants are those of the released code.

Legend: k records; m columns; c factors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize_scalar

from numerics.task.arrays import Array
from numerics.training_log.band import Band, Noise, band, fitting_width, in_widths
from numerics.training_log.log import LOSSES, Log
from numerics.training_log.training import Data, Flow, Points, Reference, Training, curves, reference

#: Factors of time that are looked at, and in how many places.
SLOWEST, FASTEST, PLACES = 1 / 64, 16.0, 97
#: So many rows show which factor it is.
ROWS = 256
#: Times at most that the factor is found anew, beside the descent of the one before, or until it changes by less than this part.
ROUNDS, UNCHANGED = 8, 1e-6
#: From then on it is looked for so near, in its logarithm.
NEARBY = 0.1
#: A step that is not known is at most so long, in units of 1/a_max.
LONGEST_STEP = 0.2
#: Halvings of an end of an interval.
HALVINGS = 30


@dataclass(frozen=True, eq=False)
class Supposition:
    """One way a training may have been.

    Parameters
    ----------
    name : in a word
    said : in words
    training : how it would have been
    found : its curves, in the units of the log
    pace, scale : the factors of time and losses; 1 where they are as stated
    """

    name: str
    said: str
    training: Training
    found: Reference
    pace: float = 1.0
    scale: float = 1.0

    def rest(self, log: Log) -> Array:
        """Return what is left of a log, shape (k, m)."""
        return np.asarray(log.values - self.found.descent)

    def band(self, log: Log, noise: Noise) -> Band:
        """Return its band."""
        return band(log, self.found, noise)

    def misfit(self, log: Log, noise: Noise) -> float:
        """Return how far the log is off, at the most, in widths of the band."""
        return float(np.max(in_widths(self.rest(log), self.band(log, noise).width)))


def scaled(found: Reference, factors: Array) -> Reference:
    """Return curves times the factors of their columns, shape (m,)."""
    parts = [None if part is None else part * factors for part in (found.flow, found.descent, found.sampled, found.batched)]
    return Reference(parts[0], parts[1], parts[2], parts[3], found.scatter * factors)  # type: ignore[arg-type]


def variants(training: Training) -> dict[str, tuple[str, Training]]:
    """Return what is supposed without any factor, by name: in words, and how it would have been."""
    data, found = training.data, {}
    rates = ("the rates are squared, a_k^2 in place of a_k", "the rates are a_k, not squared")[data.squared]
    found["squared rates"] = (rates, replace(training, data=replace(data, squared=not data.squared)))
    if data.clusters is not None:
        said = ("biases are trained", "no biases are trained")[training.biases]
        found["biases"] = (said, replace(training, biases=not training.biases))
        as_variances = replace(data.clusters, spread_is="variance")
        found["variances"] = ("the entries of sigma are variances", _on(training, replace(data, clusters=as_variances)))
        with_origin = replace(data.clusters, origin=True)
        found["origin"] = ("there is one more cluster at the origin", _on(training, replace(data, clusters=with_origin)))
    if data.squared:
        found.pop("biases", None)
    return {name: (words, other) for name, (words, other) in found.items() if not _same(training, other)}


def _on(training: Training, data: Data) -> Training:
    return replace(training, data=data)


def _same(first: Training, second: Training) -> bool:
    """Return whether two trainings have the same moment, and so the same curves."""
    return first.moment.shape == second.moment.shape and bool(np.allclose(first.moment, second.moment, rtol=1e-3))


def loss_scale(log: Log, base: Array, width: Array) -> tuple[float, float, float] | None:
    """Return the factor of the losses in a log against a curve, between the ends of what the band leaves; None without losses.

    The ends change places if no factor brings all of them into the band.
    """
    members = [at for at, item in enumerate(log.columns) if item.kind in LOSSES]
    if not members:
        return None
    y, b, w = log.values[:, members], base[:, members], width[:, members]
    weights = 1 / w**2
    value = float(np.sum(weights * y * b) / np.sum(weights * b * b))
    seen = b > w
    if not np.any(seen):
        return value, 0.0, np.inf
    return float(np.max(y[seen] / (b + w)[seen])), value, float(np.min(y[seen] / (b - w)[seen]))


def factors_of(log: Log, scale: float) -> Array:
    """Return the factors of the columns where the losses have one, shape (m,)."""
    return np.array([scale if item.kind in LOSSES else 1.0 for item in log.columns])


def stepping(training: Training, log: Log, times: Array, z: Points, factors: Array) -> tuple[Training, Reference]:
    """Return a training with its curves, its steps, where their size is not known, those by which it is nearest the log."""
    found = reference(training, log, times, z)
    if training.step is not None:
        return training, found
    longest = LONGEST_STEP / (float(np.linalg.eigvalsh(training.moment)[-1]) * training.pace)
    trial = longest / 10
    effect = (reference(replace(training, step=trial), log, times, z).descent - found.flow) * factors / trial
    weights = 1 / fitting_width(log, found.flow * factors) ** 2
    total = float(np.sum(weights * effect**2))
    step = float(np.sum(weights * effect * (log.values - found.flow * factors))) / total if total > 0 else 0.0
    if not step > trial / 1000:
        return training, found
    other = replace(training, step=min(step, longest))
    return other, reference(other, log, times, z)


def best_pace(
    log: Log,
    flow: Flow,
    times: Array,
    z: Points,
    steps: Array,
    width: Array,
    free: bool,
    factors: Array,
    near: float | None = None,
) -> tuple[float, float]:
    """Return the factors of time and, where they are free, of the losses by which the log is nearest the curves.

    Parameters
    ----------
    steps : what the steps add to the flow, taken as known, shape (k, m)
    width : of the band
    factors : of the columns as it is, shape (m,)
    near : a factor of time that is nearly it
    """
    rows = np.unique(np.linspace(0, len(times) - 1, min(ROWS, len(times))).astype(int))
    thin = replace(log, when=log.when[rows], values=log.values[rows])

    def against(logarithm: float) -> tuple[float, float]:
        base = (curves(flow.maps(times[rows] * np.exp(logarithm)), log.columns, flow.training.moment, z) + steps[rows]) * factors
        scale = (loss_scale(thin, base, width[rows]) or (1.0, 1.0, 1.0))[1] if free else 1.0
        off = ((thin.values - base * factors_of(log, scale)) / width[rows]) ** 2
        return float(np.sum(off)), scale

    if near is not None:
        return _polished(against, np.log(near) - NEARBY, np.log(near) + NEARBY)
    flow.maps(times[-1:] * FASTEST)  # integrated once, as far as it will be asked for
    places = np.linspace(np.log(SLOWEST), np.log(FASTEST), PLACES)
    best = int(np.argmin([against(place)[0] for place in places]))
    return _polished(against, places[max(best - 1, 0)], places[min(best + 1, PLACES - 1)])


def _polished(against: Callable[[float], tuple[float, float]], low: float, high: float) -> tuple[float, float]:
    """Return the factors of time and losses where the first is best between the logarithms of two."""
    solved = minimize_scalar(lambda place: against(place)[0], bounds=(low, high), method="bounded", options={"xatol": 1e-7})
    return float(np.exp(solved.x)), against(float(solved.x))[1]


def at_its_pace(
    log: Log,
    name: str,
    said: str,
    training: Training,
    times: Array,
    z: Points,
    width: Array,
    free: bool,
    factors: Array,
    counted: bool = False,
) -> Supposition:
    """Return the supposition that the log runs at the pace, and where it is free has the factor of losses, nearest to it.

    Parameters
    ----------
    counted : whether steps are as long as stated, and other than stated in number
    """
    flow = Flow(training)
    found = reference(training, log, times, z, flow=flow)
    pace, scale = 1.0, 1.0
    other = training
    near: float | None = None
    for _ in range(ROUNDS):
        pace, scale = best_pace(log, flow, times, z, found.descent - found.flow, width, free, factors, near)
        if near is not None and abs(pace / near - 1) < UNCHANGED:
            break
        near = pace
        step = training.step / pace if counted and training.step is not None else training.step
        other = replace(training, pace=training.pace * pace, step=step)
        other, found = stepping(other, log, times, z, factors * factors_of(log, scale))
    unit = float(np.max(factors))  # of the losses, as it is
    return Supposition(name, said, other, scaled(found, factors * factors_of(log, scale)), pace, scale * unit)


def within(fits: Callable[[float], bool], value: float, most: float) -> tuple[float, float] | None:
    """Return the interval around a value in which factors fit, from value / most to value * most; None if it does not."""
    if not fits(value):
        return None
    ends = []
    for far in (value / most, value * most):
        near, beyond = value, far
        if fits(far):
            ends.append(far)
            continue
        for _ in range(HALVINGS):
            middle = float(np.sqrt(near * beyond))
            near, beyond = (middle, beyond) if fits(middle) else (near, middle)
        ends.append(near)
    return ends[0], ends[1]
