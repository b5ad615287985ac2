"""`swingby train`: run the paper's experiments by their protocols, over many seeds, resumably."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.commands.errors import CallError, made_folder
from verify.commands.running import JOBS, counted, executor_for, one_thread

if TYPE_CHECKING:
    from numerics.networks.protocol import Form
    from numerics.task.arrays import Array


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--figure", "figures", multiple=True, help="A figure of the paper, such as 2b; repeatable.  [default: all]")
@click.option("--form", type=click.Choice(("printed", "coded")), default="coded", show_default=True, help="Which form of it.")
@click.option("--seeds", type=click.IntRange(min=1), default=1, show_default=True, help="Seeds per run: 0, 1, 2, ...")
@JOBS
@click.option("--scheduler", help="Address of a Dask scheduler to use instead, such as tcp://127.0.0.1:8786.")
def train(
    directory: Path | None, figures: tuple[str, ...], form: Form, seeds: int, jobs: int | None, scheduler: str | None
) -> None:
    """Train the networks of the paper's figures and keep their curves in DIRECTORY; without it, print the protocols.

    Kept are losses at every step and, at some, outputs at the unseen composition and at the training centres, and W of the tied
    model. `swingby figures DIRECTORY` draws them, with the same seeds.

    Finished work is kept as it comes: after an interruption, of whatever kind, the same command goes on where it stopped, and
    its results are those of an undisturbed run, whatever the number of processes.
    """
    one_thread()
    from numerics.array_files import write_arrays
    from numerics.ensemble import Store
    from numerics.networks.protocols import protocols
    from numerics.networks.training import train_protocols
    from verify.render import wording

    try:
        chosen = [protocol for figure in figures or (None,) for protocol in protocols(form, figure)]
    except ValueError as failure:
        raise CallError(f"--{failure}") from failure
    if directory is None:
        click.echo("\n\n".join(str(protocol) for protocol in chosen))
        none = f"{wording.counted(len(chosen), 'protocol')}, none trained"
        click.echo(f"\n{none}: swingby train DIRECTORY trains them and keeps the curves there.")
        return
    made_folder("DIRECTORY", directory, parents=False)
    with executor_for(scheduler, jobs) as executor, counted("training") as show:
        kept = train_protocols(chosen, seeds, executor, Store(directory / "work"), show)
    for number, (protocol, curves) in enumerate(zip(chosen, kept, strict=True), start=1):
        name = f"{number:02d}-figure-{protocol.figure}-{protocol.form}"
        write_arrays(directory / f"{name}.npz", curves.arrays())
        click.echo(f"{name}  {protocol.label:<28} test loss {ends(curves.x_hat)}")


def ends(losses: Array) -> str:
    """Return the mean loss at the start and at the end of those runs that did not diverge, and how many did."""
    from numerics.networks.training import Curves

    bounded = Curves(losses).bounded().x_hat
    gone = len(losses) - len(bounded)
    left_out = f", {gone} of {len(losses)} diverged" if gone else ""
    if not len(bounded):
        return f"diverges  ({len(losses)} of {len(losses)})"
    return f"{bounded[:, 0].mean():8.4f} to {bounded[:, -1].mean():8.4f}  (mean of {len(bounded)}{left_out})"
