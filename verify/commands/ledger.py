"""`swingby list` and `swingby show`: read the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from verify.commands.errors import CallError, wrong_call
from verify.commands.running import FILES, PATTERNS, chosen_claims, read_claims, refuse


@click.command("list")
@PATTERNS
@FILES
@click.option("--json", "as_json", is_flag=True, help="Print what is said of each claim as JSON.")
def list_claims(patterns: tuple[str, ...], files: tuple[Path, ...], as_json: bool) -> None:
    """List the claims of all levels: id, level, evidence, expected outcome, statement."""
    from rich.table import Table
    from rich.text import Text

    from verify.claim import Level
    from verify.proofs.labels import mark
    from verify.render.console import console
    from verify.render.plain import plain

    loaded = read_claims(files)
    chosen = chosen_claims(loaded, patterns, Level.FULL)
    if as_json:
        from verify.render.document import listing

        click.echo(listing(chosen), nl=False)
        refuse(loaded.unloaded)
        return
    table = Table.grid(padding=(0, 2))
    for number in range(4):
        table.add_column(no_wrap=number < 3, overflow="fold")
    for claim in chosen:
        words = (claim.level.value, claim.evidence.value, claim.expected.value)
        marked = f"  {mark(claim)}" if mark(claim) else ""
        statement = Text.assemble((claim.id, "bold"), (marked, "green"), f"  {plain(claim.title)}")
        table.add_row(*[Text(word, style="dim") for word in words], statement)
    console().print(table)
    refuse(loaded.unloaded)


@click.command()
@click.argument("identifier", metavar="ID")
@FILES
def show(identifier: str, files: tuple[Path, ...]) -> None:
    """Show one claim: statement, equations, source, code, evidence, and what would falsify it."""
    from verify.claim import Level
    from verify.render.terminal import print_claim
    from verify.told import is_whole

    loaded = read_claims(files)
    claim = loaded.claims.get(identifier)
    if claim is None:
        chosen_claims(loaded, [identifier], Level.FULL)
        refuse(loaded.unloaded)
        raise CallError(f"ID must be the whole id of one claim, got {identifier!r}; swingby list {identifier} names them")
    with wrong_call():
        print_claim(claim)
    refuse(loaded.unloaded)
    if not is_whole(claim):
        raise click.exceptions.Exit(1)
