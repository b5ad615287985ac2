"""What the paper's figures are drawn from: their protocols in both forms, trained over seeds, and the settings in words.

Runs that diverge are left out of curves, means and bands, and counted.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), figures, as transcribed; the released code.

Legend: n runs that stay bounded, k records, K steps, r informative coordinates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.ensemble import Store
from numerics.networks.protocol import Form, Protocol, epochs
from numerics.networks.protocols import protocols
from numerics.networks.training import Curves, Progress, train_protocols
from numerics.task.arrays import Array
from numerics.task.loss import rise, turns

#: Three layers near the solution turn back at rate 3 a, and bear steps up to 2 / (3 a), about .083 at a = 4^2 / 2.
RESTLESS = (
    "With means (2, 4) as printed a step of .1 is more than three layers bear, about 2 / (3 a) = .083: the output stays restless."
)
#: Both forms of a figure, in the order in which they are drawn.
FORMS: tuple[Form, ...] = ("printed", "coded")


@dataclass(frozen=True)
class Ensemble:
    """One protocol over seeds 0, 1, ...: the curves of those that stay bounded, and which seeds they are.

    Parameters
    ----------
    protocol : the settings
    curves : of the bounded runs
    seeds : of the bounded runs, shape (n,)
    count : of all runs
    """

    protocol: Protocol
    curves: Curves
    seeds: NDArray[np.int64]
    count: int

    @classmethod
    def of(cls, protocol: Protocol, curves: Curves) -> Ensemble:
        """Return the ensemble of all runs of a protocol."""
        return cls(protocol, curves.bounded(), np.flatnonzero(~curves.diverged()), len(curves.x_hat))

    @property
    def diverged(self) -> int:
        """Return how many runs diverged."""
        return self.count - len(self.seeds)

    @property
    def recorded(self) -> Array:
        """Return the steps of the records, shape (k,)."""
        return _there(self.curves.recorded)

    @property
    def weights(self) -> Array:
        """Return W of the tied model, shape (n, k, d, d)."""
        return _there(self.curves.weights)

    def outputs(self, point: int = 0) -> Array:
        """Return the outputs at x_hat, or at the centre of cluster `point`, shape (n, k, r)."""
        return _there(self.curves.outputs)[:, :, point]

    @property
    def epoch(self) -> int:
        """Return the steps of one epoch."""
        return epochs(self.protocol.data, self.protocol.optimiser.batch or 1, 1)

    def rises(self, least: float, every: int = 1) -> float:
        """Return the share of runs that stay bounded and whose test loss, at every so many steps, rises by more than `least`."""
        return float((rise(self.curves.x_hat[:, ::every]) > least).sum()) / self.count

    def risen(self) -> int:
        """Return the row of the run whose test loss rises most."""
        return int(np.argmax(rise(self.curves.x_hat)))

    def turned(self) -> int:
        """Return the row of the run whose test loss turns most often, of these the one that rises most; without minibatches."""
        losses = self.curves.x_hat
        return int(np.lexsort((rise(losses), turns(losses)))[-1])


def _there(values: Array | None) -> Array:
    if values is None:
        raise ValueError("curves must hold what is drawn, got none of it")
    return values


#: The ensembles of a figure in one form, and in both.
Drawn = Sequence[Ensemble]
Forms = dict[Form, Drawn]


def trained(
    numbers: Iterable[str],
    count: int,
    executor: Executor | None = None,
    store: Store | None = None,
    on_done: Progress | None = None,
) -> dict[str, Forms]:
    """Return the ensembles of the figures of the given numbers, over so many seeds; the rest as for `train_protocols`."""
    places = [(number, form, protocol) for number in numbers for form in FORMS for protocol in protocols(form, number)]
    curves = train_protocols([protocol for *_, protocol in places], count, executor, store, on_done)
    found: dict[str, Forms] = {}
    for (number, form, protocol), one in zip(places, curves, strict=True):
        group = found.setdefault(number, {}).setdefault(form, [])
        found[number][form] = [*group, Ensemble.of(protocol, one)]
    return found


def settings(found: Sequence[Protocol]) -> str:
    """Return the settings of protocols in words, each once, with all the values it has."""
    words: dict[str, dict[str, None]] = {}
    for protocol in found:
        for word, value in _settings(protocol):
            words.setdefault(word, {})[value] = None
    return ", ".join(f"{word} {' or '.join(values)}".strip() for word, values in words.items())


def _settings(protocol: Protocol) -> list[tuple[str, str]]:
    data, network, optimiser = protocol.data, protocol.architecture, protocol.optimiser
    task = [("d =", f"{data.dim}"), ("means", _listed(data.mu)), (f"{data.spread_is}s", _listed(data.spread))]
    if network.kind == "tied":
        rates = "squared rates" if optimiser.squared else "rates as printed"
        start = f"on [0, {protocol.initialisation.scale:g}]"
        return [*task, ("U uniform", start), (f"{protocol.steps:,} steps of", f"{optimiser.rate:g}"), (rates, "")]
    width = f" of {network.hidden}" if network.depth > 1 else ""
    layers = ("1 layer" if network.depth == 1 else f"{network.depth} layers", width.strip())
    origin = [("a cluster at the origin", "")] if data.origin else []
    biases = ("biases" if network.bias else "no biases", "")
    return [layers, *task, *origin, biases, ("step on the half mean square", f"{protocol.step_size:.3g}")]


def both_settings(forms: Forms) -> str:
    """Return the settings of both forms in two sentences."""
    printed, coded = (settings([one.protocol for one in forms[form]]) for form in FORMS)
    return f"As printed: {printed}. As coded: {coded}."


def lost(forms: Forms) -> str:
    """Return in a sentence how many runs diverged and are left out, form by form; nothing if none did."""
    counts = {form: sum(one.diverged for one in forms[form]) for form in FORMS if form in forms}
    total = {form: sum(one.count for one in forms[form]) for form in counts}
    said = " and ".join(f"{counts[form]} of {total[form]} as {form}" for form in counts if counts[form])
    return f" Counted, and left out, since they diverge: {said}." if said else ""


def _listed(values: Sequence[float]) -> str:
    return f"({', '.join(f'{value:g}' for value in values)})"
