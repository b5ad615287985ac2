"""`swingby diffusion`: what the bridge predicts for a text-conditioned diffusion model, and whether one is described."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verify.commands.errors import CallError, writable, wrong_call
from verify.commands.running import counted, heard

if TYPE_CHECKING:
    from numerics.diffusion.bridge import Prediction
    from numerics.diffusion.cells import Design
    from numerics.diffusion.compare import Comparison
    from numerics.diffusion.discs import Discs

#: Presets of trainings, by name: listed here so that --help needs no extra.
PRESETS = ("quick", "small", "image", "paper")


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--predict", "predicting", is_flag=True, help="Print what the bridge predicts; nothing is trained.")
@click.option("--compare", "log", type=click.Path(path_type=Path), metavar="LOG.npz", help="Hold a trained model to the bridge.")
@click.option("--cells", default="paper", show_default=True, help="'colour size:weight,...', or the name of a design.")
@click.option("--colour", default="0.8", show_default=True, metavar="S", help="Separation of the colours, .1 to .8.")
@click.option("--size", default="0.2", show_default=True, metavar="Q", help="Separation of the sizes, .1 to .4.")
@click.option("--preset", type=click.Choice(PRESETS), default="quick", show_default=True, help="What to train, how long.")
@click.option(
    "--seeds", type=click.IntRange(1, 64), default=2, show_default=True, help="Networks to train, by seeds 0, 1, 2, ..."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diffusion(
    directory: Path | None,
    predicting: bool,
    log: Path | None,
    cells: str,
    colour: str,
    size: str,
    preset: str,
    seeds: int,
    as_json: bool,
) -> None:
    """Train a text-conditioned diffusion model of coloured discs, predict it, or hold a trained one to the prediction.

    With DIRECTORY networks are trained (extra `diffusion`) and looked at as they learn; `paths.npz` there is a log for --compare.
    --preset quick trains to where the path bends, small to its end, image U-Nets read off samples; paper is the experiment of the
    paper, about a week for each seed. What is finished is kept: after an interruption the same command goes on where it stopped,
    and its results are those of an undisturbed run.

    The denoiser at the last noise level is a regression of the image on its conditioning, by two linear layers: the bridge solves
    it for your own cells, compositions with the weights that they have in training. Level 0 is red or big, 1 is blue or small;
    the unseen composition is 1 1.

    LOG.npz holds `step` (n) and the coordinates of the unseen composition, `colour` and `size` (runs, n). Exit status 0 if it is
    described, 1 if it is not, or that is open.
    """
    if [directory is not None, predicting, log is not None].count(True) != 1:
        raise CallError("give one of DIRECTORY, --predict and --compare LOG.npz")
    if directory is not None:
        train_in(directory, *task_of(cells, colour, size), preset, seeds)
        return
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


def task_of(cells: str, colour: str, size: str) -> tuple[Design, Discs]:
    """Return the design and the images that options describe; what is wrong is a wrong call."""
    with wrong_call():
        return read_task(cells, colour, size)


def train_in(directory: Path, design: Design, discs: Discs, preset: str, seeds: int) -> None:
    """Train networks, keep their state and their paths in a directory, and print where the unseen composition is.

    Raises
    ------
    CallError : if the extra is missing, the directory cannot be written, or it holds another training
    """
    try:
        from numerics.diffusion import presets
        from numerics.diffusion.checkpoint import keep, resume
        from numerics.diffusion.training import Run, State, train
    except ModuleNotFoundError as failure:
        raise CallError(f"training needs {failure.name}: pip install 'swingby[diffusion]'") from failure
    import numpy as np

    from numerics.diffusion.paths import Paths
    from numerics.ensemble import write_arrays

    try:
        directory.mkdir(exist_ok=True)
    except OSError as failure:
        raise CallError(f"DIRECTORY must be a writable folder, got {directory}: {failure.strerror}") from failure
    kept, log = directory / "state.npz", directory / "paths.npz"
    writable("DIRECTORY", kept)
    setting = presets.PRESETS[preset]
    recipe, steps = setting.recipe, setting.recipe.steps
    images = replace(setting.discs, colour=discs.colour, size=discs.size)
    runs = [Run(design, images, seed) for seed in range(seeds)]
    started = time.monotonic()

    def trained(tell: Callable[[int, State], None]) -> State:
        with wrong_call():
            state = resume(kept, runs, recipe) if kept.exists() else None
        return train(runs, recipe, state, tell)

    def look(done: int, found: State) -> None:
        keep(kept, runs, recipe, found)
        colour, size = found.looks[:, -1].mean(axis=0)
        show(done, steps, f"colour {colour:.2f}, size {size:.2f}")

    with counted("steps", is_long=True) as show:
        try:
            state = heard(trained, look)
        except FloatingPointError as failure:
            raise CallError(str(failure)) from failure
    step = np.arange(0.0, steps + 1, recipe.every, dtype=np.float64)
    found = Paths(step, (state.looks[..., 0], state.looks[..., 1]))
    arrays = {"step": step, "colour": found.coordinates[0], "size": found.coordinates[1], "error": found.error()}
    write_arrays(log, {**arrays, "loss": state.losses})
    click.echo("step   colour    size   error (mean of the runs)")
    for number in range(0, len(step), max(1, (len(step) - 1) // 8)):
        colour, size, error = (arrays[name][:, number].mean() for name in ("colour", "size", "error"))
        click.echo(f"{step[number]:4.0f} {colour:8.3f} {size:7.3f} {error:7.3f}")
    click.echo(f"{seeds} networks, {steps} steps in {time.monotonic() - started:.0f} s; {log} is a log for --compare.")


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
