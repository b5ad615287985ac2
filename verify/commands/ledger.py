"""`swingby list` and `swingby show`: read the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from verify.commands.errors import CallError

CLAIMS = click.option("--claims", "files", type=click.Path(path_type=Path), multiple=True, help="A file of your own claims.")


@click.command("list")
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@CLAIMS
def list_claims(patterns: tuple[str, ...], files: tuple[Path, ...]) -> None:
    """List the claims of all levels: id, level, evidence, expected outcome, statement."""
    from rich.table import Table
    from rich.text import Text

    from verify.claim import Level
    from verify.ledger import LedgerError, ledger, select
    from verify.render.console import console
    from verify.render.plain import plain

    try:
        chosen = select(ledger(files).values(), patterns, Level.FULL)
    except LedgerError as failure:
        raise CallError(str(failure)) from failure
    table = Table.grid(padding=(0, 2))
    for number in range(4):
        table.add_column(no_wrap=number < 3)
    for claim in chosen:
        words = (claim.level.value, claim.evidence.value, claim.expected.value)
        table.add_row(*[Text(word, style="dim") for word in words], Text.assemble((claim.id, "bold"), f"  {plain(claim.title)}"))
    console().print(table)


@click.command()
@click.argument("identifier", metavar="ID")
@CLAIMS
def show(identifier: str, files: tuple[Path, ...]) -> None:
    """Show one claim: statement, equations, source, code, evidence, and what would falsify it."""
    from verify.ledger import LedgerError, ledger, select
    from verify.locate import place
    from verify.render.console import console
    from verify.render.terminal import print_claim

    try:
        claims = ledger(files)
        if identifier not in claims:
            select(claims.values(), [identifier])
            raise LedgerError(f"ID must be the whole id of one claim, got {identifier!r}; swingby list {identifier} names them")
    except LedgerError as failure:
        raise CallError(str(failure)) from failure
    claim = claims[identifier]
    print_claim(console(), claim, [place(name) for name in claim.code])
