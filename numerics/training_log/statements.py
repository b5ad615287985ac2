"""What the theory says of a log, statement by statement, and whether it holds there; with the claims it rests on.

    start            the first row, if it is of step 0, is that of W(0)
    learning times   when w_kk passes 1/2, read off entries, off outputs at the training centres, or off the factor of time
    order            of these
    rise             of the test loss above its running minimum
    curves           of losses, outputs and entries, within the band

Source: new.

Legend: k records; m columns; T learning times in the unit of the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from numerics.task.arrays import Array
from numerics.task.loss import rise
from numerics.training_log.band import in_widths
from numerics.training_log.log import Log

HALF = 0.5
#: Places in which a passage is looked for, those in which the cell that has it is divided, and how often that is done.
PLACES, PARTS, NARROWED = 2000, 200, 2
#: Horizons that double until all is learned.
DOUBLINGS = 6
#: What kinds of columns are called.
CURVES = {"test_loss": "test loss", "train_loss": "training loss", "out": "outputs", "w": "entries of W"}
#: What a statement rests on, by model.
FLOWS = {
    "one-layer": ("one_layer.gradient", "one_layer.solution"),
    "tied": ("two_layer.flow_of_weights", "two_layer.descent_order"),
    "untied": ("untied.gradients", "untied.product"),
    "deep": ("deep.gradients", "deep.balance"),
}
#: What the closed form rests on, in whose place the flow is integrated.
CLOSED = {
    "one-layer": ("one_layer.solution",),
    "tied": ("pivots.as_minors", "pivots.crossing_times_as_used"),
    "untied": ("untied.times",),
    "deep": ("deep.aligned", "deep.modes"),
}
LOSSES = {"test_loss": "task.test_loss", "train_loss": "task.root_loss"}
BIASED = ("biased.gradient", "biased.solution")


@dataclass(frozen=True)
class LearningTime:
    """When a concept is learned, in the unit of the log: measured between low and high, and predicted; None where not known.

    by : what it is measured by, "entries", "outputs" or "time scale"
    """

    concept: int
    measured: float | None
    low: float | None
    high: float | None
    predicted: float | None
    by: str | None


@dataclass(frozen=True)
class Statement:
    """One statement: what it is of, in words with its figures, whether it holds (None if that is open), and its claims."""

    name: str
    said: str
    holds: bool | None
    claims: tuple[str, ...]


def first_passage(when: Array, curve: Array) -> float | None:
    """Return where a curve first comes to 1/2 from below, between its points linearly; 0 if it starts there; None if never."""
    above = np.flatnonzero(curve >= HALF)
    if not above.size:
        return None
    at = int(above[0])
    if at == 0:
        return float(when[0])
    return float(np.interp(HALF, curve[at - 1 : at + 1], when[at - 1 : at + 1]))


def last_rise(when: Array, curve: Array) -> float | None:
    """Return where a curve comes to 1/2 for the last time and stays there; None if it ends below."""
    below = np.flatnonzero(curve < HALF)
    if not below.size:
        return float(when[0])
    at = int(below[-1])
    return None if at + 1 == len(when) else float(np.interp(HALF, curve[at : at + 2], when[at : at + 2]))


def measured_passage(when: Array, curve: Array, width: Array) -> tuple[float, float, float | None] | None:
    """Return (low, value, high) of when a curve known to a width is learned, high None if that may be after the end; or None."""
    first, last = first_passage(when, curve), last_rise(when, curve)
    if first is None:
        return None
    value = first if last is None else (first + last) / 2
    low = first_passage(when, curve + width)
    return first if low is None else min(low, value), value, last_rise(when, curve - width)


def learned_curves(log: Log, mu: Sequence[float], width: Array, biased: bool) -> dict[int, tuple[str, Array, Array]]:
    """Return what a log shows of w_kk, by k from 0: read off which columns, the curve and its width.

    An output at the centre of cluster k is mu_k times column k of W; with biases it is not.
    """
    found: dict[int, tuple[str, Array, Array]] = {}
    for at, item in enumerate(log.columns):
        if item.kind == "w" and item.place[0] == item.place[1]:
            found[item.place[0]] = ("entries", log.values[:, at], width[:, at])
        elif item.kind == "out" and item.probe is not None and not biased and sum(item.probe) == 1:
            k = item.probe.index(1)
            if item.place == (k,) and k not in found and k < len(mu) and mu[k] > 0:
                found[k] = ("outputs", log.values[:, at] / mu[k], width[:, at] / mu[k])
    return found


def start(log: Log, base: Array, width: Array) -> Statement | None:
    """Return whether the first row is that of W(0), if it is of step or time 0."""
    if log.when[0] != 0:
        return None
    off = in_widths(log.values[0] - base[0], width[0])
    at = int(np.argmax(off))
    name = log.columns[at].name
    said = f"at {log.unit} 0 {name} is {log.values[0, at]:.5g}, by W(0) {base[0, at]:.5g} ± {width[0, at]:.2g}"
    return Statement("start", said, bool(off[at] <= 1), (LOSSES.get(log.columns[at].kind, "task.test_loss"),))


def times(found: Sequence[LearningTime], expected: Sequence[float | None], unit: str, claims: tuple[str, ...]) -> list[Statement]:
    """Return for each concept with a measured time whether what is expected lies in its interval."""
    made = []
    for one, time in zip(found, expected, strict=True):
        if one.measured is None or one.low is None or time is None:
            continue
        until = np.inf if one.high is None else one.high
        ends = f"[{one.low:.5g}, {'later' if one.high is None else f'{one.high:.5g}'}]"
        stepped = "" if time == one.predicted else ", with its finite steps"
        said = f"concept {one.concept} is learned at {unit} {one.measured:.5g} in {ends}, predicted at {time:.5g}{stepped}"
        made.append(Statement("learning time", said, bool(one.low <= time <= until), claims))
    return made


def order(found: Sequence[LearningTime], claims: tuple[str, ...]) -> Statement | None:
    """Return whether concepts are learned in the order predicted; open where intervals of two that change places overlap."""
    known = [one for one in found if one.measured is not None and one.predicted is not None and one.by != "time scale"]
    if len(known) < 2:
        return None
    seen = sorted(known, key=lambda one: one.measured or 0.0)
    said = sorted(known, key=lambda one: one.predicted or 0.0)
    words = f"concepts are learned in the order {_list(seen)}, predicted {_list(said)}"
    if seen == said:
        return Statement("order", words, True, claims)
    swapped = [(p, q) for n, p in enumerate(seen) for q in seen[n + 1 :] if said.index(p) > said.index(q)]
    apart = any(p.high is not None and q.low is not None and p.high < q.low for p, q in swapped)
    return Statement("order", words, False if apart else None, claims)


def _list(found: Sequence[LearningTime]) -> str:
    return ", ".join(str(one.concept) for one in found)


def risen(log: Log, base: Array, width: Array, claims: tuple[str, ...]) -> Statement | None:
    """Return whether the test loss rises as much as it should."""
    at = next((at for at, item in enumerate(log.columns) if item.kind == "test_loss"), None)
    if at is None:
        return None
    seen, wanted = float(rise(log.values[:, at])), float(rise(base[:, at]))
    off = 2 * float(np.max(width[:, at]))
    said = f"the test loss rises by {seen:.4g}, predicted {wanted:.4g} ± {off:.2g}"
    return Statement("rise", said, bool(abs(seen - wanted) <= off), claims)


def courses(log: Log, base: Array, width: Array, claims: tuple[str, ...]) -> list[Statement]:
    """Return for each kind of column whether it is within the band from end to end."""
    made = []
    for kind in dict.fromkeys(item.kind for item in log.columns):
        members = [at for at, item in enumerate(log.columns) if item.kind == kind]
        off = in_widths((log.values - base)[:, members], width[:, members])
        row, column = np.unravel_index(int(np.argmax(off)), off.shape)
        at = members[int(column)]
        where = f"farthest at {log.unit} {log.when[row]:.6g}: {log.columns[at].name} is {log.values[row, at]:.5g}"
        said = f"{where}, predicted {base[row, at]:.5g} ± {width[row, at]:.2g}"
        own = (LOSSES[kind],) if kind in LOSSES else ()
        made.append(Statement(CURVES[kind], said, bool(off[row, column] <= 1), (*own, *claims)))
    return made
