"""Every figure of the paper's networks by its name: the figures whose ensembles it is drawn from, and what draws it.

Figures 6 and 19 are of the diffusion model (`verify.render.trained_figures`); figure 1 is a sketch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any, NamedTuple

from numerics.ensemble import Store
from numerics.networks.training import Progress
from verify.render.paper import losses, order, small_networks, stages, tied, trajectories
from verify.render.paper.ensembles import trained


class PaperFigure(NamedTuple):
    """One figure: the numbers of the figures whose ensembles `draw` takes, in this order."""

    numbers: tuple[str, ...]
    draw: Callable[..., Any]


#: Every figure by its name, in the order of the paper.
PAPER_FIGURES: dict[str, PaperFigure] = {
    "figure2a": PaperFigure(("2a",), partial(trajectories.signals, title="Fig. 2a. One layer", theory=True)),
    "figure2b": PaperFigure(("2b",), partial(trajectories.spreads, title="Fig. 2b. One layer", theory=True)),
    "figure2c": PaperFigure(("2c",), trajectories.dimensions),
    "figure3": PaperFigure(("3",), losses.dimensions),
    "figure4": PaperFigure(("5",), stages.entries_by_stage),
    "figure5-plain": PaperFigure(("5",), partial(stages.figure5, form="printed")),
    "figure5-squared": PaperFigure(("5",), partial(stages.figure5, form="coded")),
    "figure7": PaperFigure(("7",), order.partial_order),
    "figure8": PaperFigure(("8",), tied.triple),
    "figure9": PaperFigure(("9",), tied.quadruple),
    "figure10": PaperFigure(("10",), tied.failure),
    "figure11": PaperFigure(("11",), partial(trajectories.two_layers, title="Fig. 11. Two linear layers")),
    "figure12": PaperFigure(("12",), partial(trajectories.two_layers, title="Fig. 12. Two layers with ReLU")),
    "figure13": PaperFigure(("13",), small_networks.low_dimension),
    "figure14": PaperFigure(("14",), losses.low_dimension),
    "figure15": PaperFigure(("15",), small_networks.with_points),
    "figure16": PaperFigure(("16", "15"), small_networks.truncated),
    "figure17": PaperFigure(("17",), tied.training),
    "figure18": PaperFigure(("18",), tied.centres),
}


def drawers(
    names: Sequence[str],
    count: int,
    executor: Executor | None = None,
    store: Store | None = None,
    on_done: Progress | None = None,
) -> dict[str, Callable[[], Any]]:
    """Return what draws each of some figures over so many seeds, after the training of all that they show, each network once.

    The rest is as for `numerics.networks.training.train_protocols`.
    """
    chosen = {name: PAPER_FIGURES[name] for name in names}
    found = trained(
        dict.fromkeys(number for figure in chosen.values() for number in figure.numbers), count, executor, store, on_done
    )
    return {name: partial(figure.draw, *(found[number] for number in figure.numbers)) for name, figure in chosen.items()}
