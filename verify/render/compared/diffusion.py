"""What the bridge says of a diffusion model, for a terminal."""

from __future__ import annotations

import click

from numerics.diffusion.bridge import Prediction
from numerics.diffusion.cells import CONCEPTS, Design
from numerics.diffusion.compare import Comparison
from numerics.diffusion.discs import Discs

#: What a statement is, in a word.
WORDS = {True: "holds", False: "FAILS", None: "open"}


def print_prediction(design: Design, discs: Discs, prediction: Prediction) -> None:
    """Print order, slope, corner and learning times."""
    cells = ", ".join(f"{cell.colour} {cell.size} ({cell.weight})" for cell in design.cells)
    strong, weak = CONCEPTS[prediction.strong], CONCEPTS[1 - prediction.strong]
    click.echo(f"cells colour size (weight): {cells}; separations: colour {discs.colour:g}, size {discs.size:g}")
    click.echo(f"{strong} is learned first; until then {weak} moves by {prediction.slope:.3f} for each unit of {strong}")
    click.echo(f"the first stage ends at colour {prediction.corner[0]:.2f}, size {prediction.corner[1]:.2f}")
    shown = ["not within the time followed" if time is None else f"{time:.3f}" for time in prediction.learning_times]
    click.echo(f"learning times, in units of D/2 of loss time: colour {shown[0]}, size {shown[1]}")


def print_comparison(comparison: Comparison) -> None:
    """Print the verdict first, then every statement with its interval."""
    click.echo(f"\n{comparison.verdict}: {comparison.reason}")
    for statement in comparison.statements:
        low, high = statement.margin
        found = "no interval" if statement.interval is None else f"[{statement.interval.low:.3f}, {statement.interval.high:.3f}]"
        click.echo(f"  {WORDS[statement.holds]:<6} {statement.name}: {statement.said}")
        click.echo(f"         interval {found}, must lie in [{low:.3f}, {high:.3f}]")
