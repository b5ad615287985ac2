"""The command line: `swingby COMMAND`."""

from __future__ import annotations

import sys

import click

from verify.commands.assumptions import assumptions
from verify.commands.certify import certify, check
from verify.commands.compare import compare
from verify.commands.diffusion import diffusion
from verify.commands.figures import figures
from verify.commands.latex import latex
from verify.commands.ledger import list_claims, show
from verify.commands.mutate import mutate
from verify.commands.new import new
from verify.commands.paper import paper
from verify.commands.predict import predict, simulate
from verify.commands.proofs import proofs
from verify.commands.report import report
from verify.commands.sweep import phase, sweep
from verify.commands.train import train
from verify.commands.verify import baseline, verify


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, invoke_without_command=True)
@click.version_option(package_name="swingby", message="swingby %(version)s")
@click.pass_context
def swingby(context: click.Context) -> None:
    """Hold the theory of swing-by dynamics in concept learning against its simulation, claim by claim."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


#: The help lists them by name.
COMMANDS = (
    verify, list_claims, show, baseline, new, predict, simulate, certify, check, assumptions, compare, sweep, phase, train,
    figures, latex, paper, proofs, report, diffusion, mutate,
)  # fmt: skip
for command in COMMANDS:
    swingby.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run a command line and return its exit status: 0 as expected, 1 not as expected, 2 a wrong call, in one line."""
    if getattr(sys.stdout, "errors", "") in (
        "strict",
        "surrogateescape",
    ):  # a letter that the encoding lacks is shown by its number
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return swingby.main(arguments, prog_name="swingby", standalone_mode=False) or 0
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.Abort:
        click.echo("swingby: interrupted", err=True)
        return 130
    except SystemExit as leave:  # of Rich, with 1, when the reader is gone; else of somebody's claims, and never a success
        if leave.code != 1:
            click.echo(f"swingby: the command was left by SystemExit: {leave}", err=True)
        return 1
    except click.ClickException as failure:
        click.echo(f"swingby: {' '.join(failure.format_message().split())}", err=True)
        return 2
    except OSError as failure:
        if isinstance(failure, BrokenPipeError):
            sys.stderr.close()
            return 1
        click.echo(f"swingby: {failure}", err=True)
        return 2
