"""`swingby sweep` and `swingby phase`: many settings at once, as a table and as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verify.commands.errors import CallError, distinct, drawable, writable, wrong_call
from verify.commands.running import JOBS, counted, executor_for, one_thread
from verify.commands.setting import given_files, setting_options

if TYPE_CHECKING:
    from numerics.sweep.table import Sweep

CSV = click.option(
    "--csv", type=click.Path(path_type=Path), help="Keep the rows in this file as they come; it goes on where it stopped."
)
SCHEDULER = click.option("--scheduler", help="Address of a Dask scheduler to use instead, such as tcp://127.0.0.1:8786.")


@click.command()
@setting_options
@CSV
@JOBS
@SCHEDULER
def sweep(csv: Path | None, jobs: int | None, scheduler: str | None, **options: Any) -> None:
    """Predict and simulate every combination of the values given, one row each.

    Every number may be a range: lo:hi:n has n values from lo to hi, both included, in even steps (--init-scale: in even ratios);
    lin:lo:hi:n and log:lo:hi:n say which; a:b has the whole numbers from a to b, both included. In --mu, --sigma and --probe the
    comma separates entries, and each may be a range: --mu 1,0.5:1.5:3. Elsewhere it separates values: --seed 0:3,7, --model
    tied,one-layer. The last option in this order changes fastest: model, rates, mu, sigma, probe, dim, hidden, depth, init-scale,
    seed, horizon.

    A row has the inputs, and of learning times (by concept), turning points, rise, final test loss and training area what is
    predicted, its error to expect, and what is simulated. Empty is unknown, inf never.

    After an interruption the same command goes on with the rows in its --csv; so does one of more values. Without --csv the rows
    go to standard output.
    """
    if options["plot"]:
        raise CallError(f"--plot must be left out, since `swingby phase` draws, got {options['plot']}")
    table = swept(options, csv, jobs, scheduler)
    if options["as_json"]:
        click.echo(json.dumps(table.as_dict(), indent=1, allow_nan=False))
    elif csv is None:
        click.echo(table.text(), nl=False)
    else:
        click.echo(f"{csv}: {summary(table)}")


@click.command()
@setting_options
@click.option(
    "--over",
    metavar="X,Y",
    help="The two inputs to draw over, such as init_scale,mu_2.  [default: the two that are swept, apart from seed]",
)
@CSV
@JOBS
@SCHEDULER
def phase(over: str | None, csv: Path | None, jobs: int | None, scheduler: str | None, **options: Any) -> None:
    """Draw the rise of the test loss over two swept inputs into --plot, averaged over what else is swept, such as --seed.

    Options and ranges are those of `swingby sweep`. Colours are the simulated rise, the line is where the closed forms predict
    one. --csv keeps the numbers, all rows of the sweep.
    """
    if options["plot"] is None:
        raise CallError("Missing option '--plot'.")
    drawable(options["plot"])
    distinct({"--plot": options["plot"], "--csv": csv})
    table = swept(options, csv, jobs, scheduler, None if over is None else tuple(over.split(",")))
    from numerics.sweep.panel import panel
    from verify.render.sweeps.phase import draw_phase

    with wrong_call():
        found = panel(table, () if over is None else tuple(over.split(",")))
    draw_phase(options["plot"], found, asked(table, found.names))
    if options["as_json"]:
        click.echo(json.dumps(table.as_dict(), indent=1, allow_nan=False))
    else:
        click.echo(f"{options['plot']}: {summary(table)}")


def swept(
    options: dict[str, Any], csv: Path | None, jobs: int | None, scheduler: str | None, over: tuple[str, ...] | None = None
) -> Sweep:
    """Return the table of a sweep, with a bar of progress on a terminal."""
    writable("--csv", csv)
    one_thread()
    from numerics.sweep.panel import check
    from numerics.sweep.plan import plan
    from numerics.sweep.table import TOGETHER, run

    with wrong_call():
        found = plan(**given_files(options))
        if over is not None or options["plot"]:
            check(found.swept, over or ())
        if len(found) <= TOGETHER and not scheduler:  # processes would take longer to start
            return run(found, csv)
        with executor_for(scheduler, jobs) as executor, counted("sweeping", is_long=True) as show:
            return run(found, csv, executor, show)


def summary(table: Sweep) -> str:
    """Return in a sentence how many settings there are, how many rise, and what was predicted."""
    rises = int((table["rise_simulated"] > 0).sum())
    said = ", ".join(f"{word} {int((table['rises'] == word).sum())}" for word in ("yes", "no", "open"))
    lost = int((table["note"] != "").sum())
    failed = f"; {lost} could not be integrated" if lost else ""
    over = ", ".join(table.swept) or "nothing"
    return f"{len(table)} settings over {over}; the test loss rises in {rises} (predicted: {said}){failed}"


def asked(table: Sweep, names: tuple[str, str]) -> str:
    """Return what the settings of a picture have in common, and what is averaged over."""
    inputs = [name for name in table if name in table.inputs and name not in names]
    same = [f"{name} {_short(table[name][0])}" for name in inputs if name not in table.swept]
    over = [f"{name} {_short(table[name][0])} to {_short(table[name][-1])}" for name in inputs if name in table.swept]
    return f"{', '.join(same)}{'; over ' + ', '.join(over) if over else ''}."


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
