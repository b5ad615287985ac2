"""`swingby diffusion`: what the bridge predicts for a text-conditioned diffusion model, and whether one is described."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from verify.commands.errors import CallError, made_folder, writable, wrong_call
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
@click.option(
    "--overlap", default="0", show_default=True, metavar="RHO", help="Cosine of blue and small as weights start, -1 to 1."
)
@click.option(
    "--ratio", default="0.1", show_default=True, metavar="R", help="Start of the conditioning to that of the mean image."
)
@click.option("--preset", type=click.Choice(PRESETS), default="quick", show_default=True, help="What to train, how long.")
@click.option(
    "--seeds", type=click.IntRange(1, 64), default=2, show_default=True, help="Networks to train, by seeds 0, 1, 2, ..."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def diffusion(
    context: click.Context,
    directory: Path | None,
    predicting: bool,
    log: Path | None,
    cells: str,
    colour: str,
    size: str,
    overlap: str,
    ratio: str,
    preset: str,
    seeds: int,
    as_json: bool,
) -> None:
    """Train a text-conditioned diffusion model of coloured discs, predict it, or hold a trained one to the prediction.

    With DIRECTORY networks are trained (extra `diffusion`) and looked at as they learn; `paths.npz` there is a log for --compare,
    `looks.npz` holds the loss of each composition and samples of each, by step. --preset quick trains to where the path bends,
    small to its end, image U-Nets read off samples; paper is the experiment of the paper, about a week for each seed. What is
    finished is kept: after an interruption the same command goes on where it stopped, and its results are those of an
    undisturbed run.

    The denoiser at the last noise level is a regression of the image on its conditioning, by two linear layers: the bridge solves
    it for your own cells, compositions with the weights that they have in training, and for your own start: its --ratio, and the
    --overlap of what red to blue and what big to small do to the conditioning. Level 0 is red or big, 1 is blue or small; the
    unseen composition is 1 1.

    LOG.npz holds `step` (n) and the coordinates of the unseen composition, `colour` and `size` (runs, n). Exit status 0 if it is
    described, 1 if it is not, or that is open.
    """
    if [directory is not None, predicting, log is not None].count(True) != 1:
        raise CallError("give one of DIRECTORY, --predict and --compare LOG.npz")
    for name in ("ratio", "as_json") if directory is not None else ("preset", "seeds"):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            where = "--predict or --compare" if directory is not None else "DIRECTORY"
            raise CallError(f"--{name.removeprefix('as_')} goes with {where}")
    from numerics.task.exact_numbers import exact_vector, rounded

    with wrong_call():
        design, discs = read_task(cells, colour, size)
        turned, small = (rounded(exact_vector(name, [text])[0]) for name, text in (("overlap", overlap), ("ratio", ratio)))
    if directory is not None:
        train_in(directory, design, discs, turned, preset, seeds)
        return
    from numerics.diffusion.bridge import predict
    from numerics.diffusion.compare import compare
    from numerics.diffusion.paths import read_log

    with wrong_call():
        paths = read_log(log) if log is not None else None
        prediction = predict(design, discs, small, turned)
        comparison = compare(paths, design, prediction) if paths is not None else None
    start = {"overlap": turned, "ratio": small}
    document = {"cells": written(design), "colour": discs.colour, "size": discs.size, **start, **predicted(prediction)}
    if comparison is not None:
        document |= compared(comparison)
    if as_json:
        click.echo(json.dumps(document, indent=1, allow_nan=False))
    else:
        from verify.render.compared.diffusion import print_comparison, print_prediction

        print_prediction(design, discs, prediction)
        if comparison is not None:
            print_comparison(comparison)
    if comparison is not None and comparison.verdict != "described":
        raise click.exceptions.Exit(1)


def train_in(directory: Path, design: Design, discs: Discs, overlap: float, preset: str, seeds: int) -> None:
    """Train networks, keep their state, paths and looks in a directory, and print where the unseen composition is.

    Raises
    ------
    CallError : if the extra is missing, the directory cannot be written, or it holds another training
    """
    try:
        from numerics.diffusion import presets
        from numerics.diffusion.checkpoint import keep, resume
        from numerics.diffusion.looks import Looks, compositions, looks_after, read_looks
        from numerics.diffusion.recipe import Run
        from numerics.diffusion.training import State, train
    except ModuleNotFoundError as failure:
        raise CallError(f"training needs {failure.name}: pip install 'swingby[diffusion]'") from failure
    import numpy as np

    from numerics.array_files import write_arrays
    from numerics.diffusion.paths import Paths

    made_folder("DIRECTORY", directory, parents=False)
    kept, log, seen = (directory / f"{name}.npz" for name in ("state", "paths", "looks"))
    writable("DIRECTORY", kept)
    setting = presets.PRESETS[preset]
    recipe, steps = setting.recipe, setting.recipe.steps
    images = replace(setting.discs, colour=discs.colour, size=discs.size)
    with wrong_call():
        runs = [Run(design, images, seed, overlap) for seed in range(seeds)]
    started = time.monotonic()

    def trained(tell: Callable[[int, State, Looks], None]) -> State:
        with wrong_call():
            state = resume(kept, runs, recipe) if kept.exists() else None
            taken = read_looks(seen, state.losses.shape[1]) if state is not None else None

        def look(done: int, found: State) -> None:
            nonlocal taken
            taken = looks_after(taken, runs, recipe, found)
            tell(done, found, taken)

        return train(runs, recipe, state, look)

    def hear(done: int, found: State, taken: Looks) -> None:
        taken.keep(seen)  # before the state: what goes on from a state has its looks
        keep(kept, runs, recipe, found)
        colour, size = found.looks[:, -1].mean(axis=0)
        show(done, steps, f"colour {colour:.2f}, size {size:.2f}")

    with counted("steps", is_long=True) as show:
        try:
            state = heard(trained, hear)
        except FloatingPointError as failure:
            raise CallError(str(failure)) from failure
    with wrong_call():
        looks = read_looks(seen, state.losses.shape[1])
    step = np.arange(0.0, steps + 1, recipe.every, dtype=np.float64)
    found = Paths(step, (state.looks[..., 0], state.looks[..., 1]))
    arrays = {"step": step, "colour": found.coordinates[0], "size": found.coordinates[1], "error": found.error()}
    by_composition = {"composition": compositions(design), "loss_of_composition": looks.loss}
    write_arrays(log, {**arrays, "loss": state.losses, **by_composition})
    click.echo("step   colour    size   error (mean of the runs)")
    for number in range(0, len(step), max(1, (len(step) - 1) // 8)):
        colour, size, error = (arrays[name][:, number].mean() for name in ("colour", "size", "error"))
        click.echo(f"{step[number]:4.0f} {colour:8.3f} {size:7.3f} {error:7.3f}")
    click.echo(f"{seeds} networks, {steps} steps in {time.monotonic() - started:.0f} s; {log} is a log for --compare.")
    click.echo(f"{seen} holds the losses and samples of each composition by step.")


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
