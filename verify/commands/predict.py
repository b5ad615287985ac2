"""`swingby predict` and `swingby simulate`: one setting, by the closed forms and by integration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verify.commands.errors import distinct, drawable, writable, wrong_call
from verify.commands.running import one_thread
from verify.commands.setting import read_setting, setting_options

if TYPE_CHECKING:
    from verify.answers import Answer


csv_option = click.option(
    "--csv",
    type=click.Path(path_type=Path),
    help="Write the curves into this file: time, losses, outputs, and the entries of W up to d = 16.",
)


@click.command()
@setting_options
@csv_option
def predict(csv: Path | None, **options: Any) -> None:
    """Predict what is learned when, and whether the test loss rises, with the error to expect.

    Nothing is integrated: the closed forms are evaluated, and their residual says how far off they are.

    The rise is the largest increase of the test loss above its running minimum, start and horizon included.
    """
    _outputs(csv, options["plot"])
    one_thread()
    from verify.answers import predicted

    answer = predicted(read_setting(options))
    known = answer.run.form.known
    if options["as_json"]:
        click.echo(json.dumps(answer, indent=1, allow_nan=False))
    else:
        from verify.render.prediction import print_prediction

        print_prediction(answer.run, answer)
    if not known and (options["plot"] or csv):
        what = "drawn" if options["plot"] else "written"
        click.echo(f"swingby: no curve is {what}, since there is no closed form here", err=True)
        return
    if options["plot"]:
        from verify.render.curves import draw_curves

        draw_curves(options["plot"], answer.run)
    if csv:
        _write_columns(csv, answer)


@click.command()
@setting_options
@csv_option
@click.option("--iterate", metavar="[flow|gd|recurrence]", default="flow", show_default=True)
@click.option("--eta", metavar="ETA", help="Step size of gd and recurrence.")
def simulate(csv: Path | None, iterate: str, eta: str | None, **options: Any) -> None:
    """Integrate or iterate a setting and print what is measured beside what was predicted.

    The rise is the largest increase of the test loss above its running minimum, start and horizon included.
    """
    _outputs(csv, options["plot"])
    one_thread()
    from verify.answers import simulated

    with wrong_call():
        answer = simulated(read_setting(options), iterate, eta)
    if options["as_json"]:
        click.echo(json.dumps(answer, indent=1, allow_nan=False))
    else:
        from verify.render.prediction import print_simulation

        print_simulation(answer.run, answer, answer.predicted)
    if options["plot"]:
        from verify.render.curves import draw_curves

        draw_curves(options["plot"], answer.run.prediction, answer.run)
    if csv:
        _write_columns(csv, answer)


def _outputs(csv: Path | None, plot: Path | None) -> None:
    """Raise a CallError now if a file asked for could not be written at the end."""
    drawable(plot)
    writable("--csv", csv)
    distinct({"--csv": csv, "--plot": plot})


def _write_columns(path: Path, answer: Answer) -> None:
    """Write the curves of an answer as CSV: a head of names, then a row a time, in digits that read back as they are."""
    from numerics.files import write

    columns = answer.columns()
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    write(path, "".join(f"{','.join(row)}\n" for row in [[*columns], *(map(repr, row) for row in rows)]))
