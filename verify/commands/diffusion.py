"""`swingby diffusion`: what the bridge predicts for a text-conditioned diffusion model, and whether one is described."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verify.commands.errors import CallError, wrong_call

if TYPE_CHECKING:
    from numerics.diffusion.bridge import Prediction
    from numerics.diffusion.cells import Design
    from numerics.diffusion.compare import Comparison
    from numerics.diffusion.discs import Discs


@click.command()
@click.option("--predict", "predicting", is_flag=True, help="Print what the bridge predicts; nothing is trained.")
@click.option("--compare", "log", type=click.Path(path_type=Path), metavar="LOG.npz", help="Hold a trained model to the bridge.")
@click.option("--cells", default="paper", show_default=True, help="'colour size:weight,...', or the name of a design.")
@click.option("--colour", default="0.8", show_default=True, metavar="S", help="Separation of the colours, .1 to .8.")
@click.option("--size", default="0.2", show_default=True, metavar="Q", help="Separation of the sizes, .1 to .4.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diffusion(predicting: bool, log: Path | None, cells: str, colour: str, size: str, as_json: bool) -> None:
    """Predict a text-conditioned diffusion model of coloured discs, or hold a trained one to the prediction.

    The denoiser at the last noise level is a regression of the image on its conditioning, by two linear layers: the bridge solves
    it for your own cells, compositions with the weights that they have in training. Level 0 is red or big, 1 is blue or small;
    the unseen composition is 1 1.

    LOG.npz holds `step` (n) and the coordinates of the unseen composition, `colour` and `size` (runs, n). Exit status 0 if it is
    described, 1 if it is not, or that is open.
    """
    if predicting == (log is not None):
        raise CallError("give either --predict or --compare LOG.npz")
    from numerics.diffusion.bridge import predict
    from numerics.diffusion.compare import compare
    from numerics.diffusion.paths import read_log

    with wrong_call():
        design, discs = read_task(cells, colour, size)
        paths = read_log(log) if log is not None else None
        prediction = predict(design, discs)
        comparison = compare(paths, design, prediction) if paths is not None else None
    document = {"cells": written(design), "colour": discs.colour, "size": discs.size, **predicted(prediction)}
    if comparison is not None:
        document |= compared(comparison)
    if as_json:
        click.echo(json.dumps(document, indent=1, allow_nan=False))
    else:
        from verify.render.diffusion import print_comparison, print_prediction

        print_prediction(design, discs, prediction)
        if comparison is not None:
            print_comparison(comparison)
    if comparison is not None and comparison.verdict != "described":
        raise click.exceptions.Exit(1)


def read_task(cells: str, colour: str, size: str) -> tuple[Design, Discs]:
    """Return the design and the images that texts describe.

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    from numerics.diffusion.cells import DESIGNS, read_cells
    from numerics.diffusion.discs import Discs
    from numerics.task.exact_numbers import exact_vector, rounded

    names = " or ".join(DESIGNS)
    if ":" not in cells and cells not in DESIGNS:
        raise ValueError(f"cells must be 'colour size:weight,...', {names}, got {cells!r}")
    design = DESIGNS[cells] if cells in DESIGNS else read_cells(cells)
    separations = {name: rounded(exact_vector(name, [text])[0]) for name, text in (("colour", colour), ("size", size))}
    return design, Discs(colour=separations["colour"], size=separations["size"])


def written(design: Design) -> str:
    """Return a design as it is given."""
    return ",".join(f"{cell.colour} {cell.size}:{cell.weight}" for cell in design.cells)


def predicted(prediction: Prediction) -> dict[str, Any]:
    """Return a prediction as plain data; times are in units of D/2 of loss time, null where the path does not come to it."""
    from numerics.diffusion.cells import CONCEPTS

    return {
        "strong": CONCEPTS[prediction.strong],
        "slope": prediction.slope,
        "corner": list(prediction.corner),
        "learning_times": list(prediction.learning_times),
    }


def compared(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data, in the words of `verify`'s verdicts."""
    return {
        "verdict": comparison.verdict,
        "reason": comparison.reason,
        "statements": [
            {
                "name": statement.name,
                "said": statement.said,
                "low": None if statement.interval is None else statement.interval.low,
                "high": None if statement.interval is None else statement.interval.high,
                "margin": list(statement.margin),
                "holds": statement.holds,
            }
            for statement in comparison.statements
        ],
        "claims": ["diffusion.regression", "diffusion.path_slope", "diffusion.descent"],
    }
