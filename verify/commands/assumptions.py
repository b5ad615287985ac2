"""`swingby assumptions`: whether the assumptions of Appendix D hold at a setting, and by how much they fail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from verify.commands.errors import CallError, wrong_call
from verify.commands.running import one_thread
from verify.commands.setting import read_setting, setting_options

if TYPE_CHECKING:
    from numerics.assumptions import Audit

#: Constants that are given by their logarithms, by the names in the table.
BY_LOGARITHM = ("omega", "P")


@click.command()
@setting_options
@click.option("--eta", required=True, metavar="ETA", help="Step size of the recurrence.")
def assumptions(eta: str, **options: Any) -> None:
    """Say which of the assumptions D.1 to D.5 of Appendix D hold, and by how many orders of magnitude the others fail.

    Each is judged together with those before it, at the constants alpha, gamma, beta, K, kappa, P, C that suit these best. Orders
    of magnitude are decimal. Nothing is drawn.

    Exit status: 0 if answered, 2 if the call is wrong.
    """
    if options["plot"]:
        raise CallError(f"--plot must be left out, since nothing is drawn here, got {options['plot']}")
    one_thread()
    from numerics.assumptions import audit

    question = read_setting(options)
    with wrong_call():
        found = audit(question, eta)
    click.echo(json.dumps(found.document(), indent=1, allow_nan=False) if options["as_json"] else _text(found))


def _text(found: Audit) -> str:
    """Return the answer: a sentence, what becomes of each assumption, the best constants."""
    from numerics.assumptions import TITLES

    failing = [name for name, orders in found.orders.items() if orders]
    said = {name: f"fails {found.extent(name)}" if name in failing else "holds" for name in found.orders}
    known = {name.removeprefix("log10_"): value for name, value in found.constants.items() if value is not None}
    shown = [f"{name} = {'10^' * (name in BY_LOGARITHM)}{value:.6g}" for name, value in known.items()]
    return "\n".join(
        [
            found.sentence(),
            *(f"  {name}  {title:42}  {said[name]}" for name, title in TITLES.items()),
            f"  best constants: {', '.join(shown)}",
        ]
    )
