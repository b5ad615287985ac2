"""`swingby certify` and `swingby check`: prove the shape of a test loss, and prove it again from the certificate alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from verify.commands.errors import distinct, drawable, writable, wrong_call
from verify.commands.setting import read_setting, setting_options

#: A fraction too long to read.
LONG_FRACTION = re.compile(r"[0-9]{10,}/[0-9]{10,}")


@click.command()
@setting_options
@click.option("--radius", default="1e-20", show_default=True, metavar="R", help="Greatest error of W(t) in the enclosure.")
@click.option("--output", type=click.Path(path_type=Path), help="Write the certificate to this file.")
def certify(radius: str, output: Path | None, **options: Any) -> None:
    """Prove how the test loss goes: falls, rises, falls; or falls throughout; for every time up to the horizon.

    Ball arithmetic encloses the flow from exact data; the default horizon is past the learning of every probed concept.
    The rise is the largest increase of the test loss above its running minimum, start and horizon included.

    Exit status: 0 if decided, 1 if undecided, 2 if the call is wrong.
    """
    distinct({"--output": output, "--plot": options["plot"]}, {"--w0": [Path(options["w0"])] if options["w0"] else []})
    writable("--output", output)
    drawable(options["plot"])
    import json

    from numerics.certificate.certify import prove
    from numerics.certificate.words import verdict

    with wrong_call(), part_done("certify") as on_step:
        proof = prove(read_setting(options), radius, on_step)
    certificate = proof.certificate()
    text = json.dumps(certificate, indent=1, allow_nan=False) + "\n"
    if output is not None:
        from numerics.files import write

        write(output, text)
    if options["as_json"]:
        click.echo(text, nl=False)
    else:
        say(verdict(certificate), certificate)
    if options["plot"] and proof.run is None:
        click.echo("swingby: no curve is drawn, since none is enclosed", err=True)
    elif options["plot"]:
        from verify.render.curves import draw_proof

        draw_proof(options["plot"], proof)
    if certificate["outcome"] != "VERIFIED":
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("certificate", type=click.Path(path_type=Path))
def check(certificate: Path) -> None:
    """Prove a certificate's theorem again, by another method in another arithmetic, and say whether it stands.

    Every digit that it states must be proved. Exit status: 0 if accepted, 1 if rejected, 2 if the file is not a certificate or
    takes more work than is done.
    """
    from numerics.certificate.check import check_certificate
    from numerics.certificate.file import read_certificate
    from numerics.certificate.words import verdict as stated

    with wrong_call():
        found = read_certificate(certificate)
        with part_done("check") as on_step:
            verdict = check_certificate(found, on_step)
    if not verdict.accepted:
        click.echo("rejected: " + "; ".join(verdict.reasons))
        raise click.exceptions.Exit(1)
    say(f"accepted: {stated(found)}", found)


@contextmanager
def part_done(what: str) -> Iterator[Callable[[float], None]]:
    """Yield what shows on a terminal how much of the horizon is proved; it begins anew when more digits are needed."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(what, total=1.0)
        yield lambda part: shown.update(task, completed=part)


def say(verdict: str, certificate: Mapping[str, Any]) -> None:
    """Print a verdict, then the theorem, wrapped on a terminal."""
    from rich.text import Text

    from verify.render.console import console

    console().print(Text(f"{verdict}\n\n{shortened(certificate['theorem']['words'])}"))


def shortened(words: str) -> str:
    """Return a theorem with its long fractions rounded for reading; the certificate itself keeps them."""
    short = LONG_FRACTION.sub(lambda found: f"~{float(Fraction(found.group())):.6g}", words)
    return short if short == words else f"{short} (~ marks exact fractions rounded for reading; the certificate has them whole.)"
