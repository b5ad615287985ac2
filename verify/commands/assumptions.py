"""`swingby assumptions`: whether the assumptions of Appendix D hold at a setting, and by how much they fail."""

from __future__ import annotations

import json
from typing import Any

import click

from verify.commands.errors import CallError, wrong_call
from verify.commands.setting import read_setting, setting_options


@click.command()
@setting_options
@click.option("--eta", required=True, metavar="ETA", help="Step size of the recurrence.")
def assumptions(eta: str, **options: Any) -> None:
    """Say which of the assumptions D.1 to D.5 of Appendix D hold, with the constants that suit the setting best.

    Orders of magnitude are decimal, of the factor by which an inequality fails. Nothing is drawn.

    Exit status: 0 if answered, 2 if the call is wrong.
    """
    from numerics.assumptions import audit

    if options["plot"]:
        raise CallError(f"--plot must be left out, since nothing is drawn here, got {options['plot']}")
    question = read_setting(options)
    with wrong_call():
        document = audit(question, eta).document()
    if options["as_json"]:
        click.echo(json.dumps(document, indent=1, allow_nan=False))
        return
    click.echo(_verdict(document))
    for name, orders in document["by_assumption"].items():
        click.echo(f"  {name}  {_extent(orders)}")
    known = {name: value for name, value in document["constants"].items() if value is not None}
    click.echo("Best constants: " + ", ".join(f"{name} {value:.6g}" for name, value in known.items()))


def _verdict(document: dict[str, Any]) -> str:
    """Return the answer in one sentence."""
    if document["holds"]:
        return "D.1 to D.5 hold together: the lemmas of Appendix D speak of this setting."
    return f"The lemmas of Appendix D do not speak of this setting: {document['first_failure']} is the first that fails."


def _extent(orders: float | None) -> str:
    """Return how far an assumption is from holding."""
    if orders is None:
        return "fails, whatever the scale of W(0) and the step"
    return f"fails by {orders:.4g} orders of magnitude" if orders else "holds"
