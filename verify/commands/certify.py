"""`swingby certify` and `swingby check`: prove the shape of a test loss, and prove it again from the certificate alone."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from verify.commands.errors import CallError, writable

#: A fraction too long to read.
LONG_FRACTION = re.compile(r"[0-9]{10,}/[0-9]{10,}")
NOT_FINITE = re.compile(r"\b(nan|inf(inity)?)\b", re.IGNORECASE)


@click.command()
@click.option("--mu", required=True, metavar="M,M,...", help="Signals, exactly: decimals or fractions, such as 1,3/2.")
@click.option("--sigma", required=True, metavar="S,S,...", help="Deviations, one for each concept or each dimension.")
@click.option("--w0", type=click.Path(path_type=Path), help="Start W(0): .npy, or .json with rows of numbers or strings.")
@click.option("--init-scale", type=float, help="In place of --w0: U = R * default_rng(seed).random((d, d)), W(0) = U U^T.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the random start.")
@click.option("--model", type=click.Choice(["one-layer", "tied"]), default="tied", show_default=True)
@click.option("--dim", type=click.IntRange(1, 16), help="Dimension d of a random start.  [default: that of sigma]")
@click.option("--rates", type=click.Choice(["plain", "squared"]), default="plain", show_default=True, help="a or a^2.")
@click.option("--probe", metavar="0,1,...", help="Concepts in the test point.  [default: all]")
@click.option("--horizon", metavar="T", help="Last time.  [default: 1.3 times the last probed concept's learning time, + 8]")
@click.option("--radius", type=float, default=1e-20, show_default=True, help="Greatest error of W(t) in the enclosure.")
@click.option("--json", "as_json", is_flag=True, help="Print the certificate as JSON.")
@click.option("--output", type=click.Path(path_type=Path), help="Write the certificate to this file.")
def certify(as_json: bool, output: Path | None, **options: Any) -> None:
    """Prove how the test loss goes: falls, rises, falls; or falls throughout; for every time up to the horizon.

    Ball arithmetic encloses the flow from exact data. Exit status: 0 if decided, 1 if undecided, 2 if the call is wrong.

    The rise is the largest increase of the test loss above its running minimum, start and horizon included.
    """
    writable("--output", output)
    import json

    from numerics.certificate import certify as prove

    try:
        certificate = prove(**_data(**options))
    except ValueError as failure:
        raise CallError(str(failure)) from failure
    text = json.dumps(certificate, indent=1, allow_nan=False) + "\n"
    if output is not None:
        from numerics.files import write

        write(output, text)
    click.echo(text if as_json else shortened(certificate["theorem"]["words"]), nl=not as_json)
    if certificate["outcome"] != "VERIFIED":
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("certificate", type=click.Path(path_type=Path))
def check(certificate: Path) -> None:
    """Prove a certificate's theorem again, by another method in another arithmetic, and say whether it stands.

    Exit status: 0 if accepted, 1 if rejected, 2 if the file is not a certificate.
    """
    from numerics.certificate_check import check_certificate
    from numerics.certificate_file import read_certificate

    try:
        found = read_certificate(certificate)
    except ValueError as failure:
        raise CallError(str(failure)) from failure
    verdict = check_certificate(found)
    if not verdict.accepted:
        click.echo("rejected: " + "; ".join(verdict.reasons))
        raise click.exceptions.Exit(1)
    click.echo(f"accepted: {shortened(found['theorem']['words'])}")


def shortened(words: str) -> str:
    """Return a theorem with its long fractions rounded for reading; the certificate itself keeps them."""
    short = LONG_FRACTION.sub(lambda found: f"~{float(Fraction(found.group())):.6g}", words)
    return short if short == words else f"{short} (~ marks exact fractions rounded for reading; the certificate has them whole.)"


def _numbers(option: str, text: str) -> list[Any]:
    from numerics.certificate import exact

    try:
        return [exact(part) for part in text.split(",")]
    except ValueError as failure:
        finite = "finite " if NOT_FINITE.search(text) else ""
        raise CallError(f"{option} must be {finite}numbers separated by commas, got {text[:60]!r}") from failure


def _data(
    mu: str,
    sigma: str,
    w0: Path | None,
    init_scale: float | None,
    seed: int,
    model: str,
    dim: int | None,
    rates: str,
    probe: str | None,
    horizon: str | None,
    radius: float,
) -> dict[str, Any]:
    """Return the arguments of the proof from those of the call."""
    from numerics.exact_start import random_start, start_from_file

    signals, deviations = _numbers("--mu", mu), _numbers("--sigma", sigma)
    if (w0 is None) == (init_scale is None):
        raise CallError("one of --w0 and --init-scale must be given, and not both")
    start = random_start(init_scale or 0.0, seed, dim or len(deviations)) if w0 is None else start_from_file(w0)
    if dim is not None and dim != len(start):
        raise CallError(f"--dim must be the size of W(0), {len(start)}, got {dim}")
    spread = deviations + [0 * deviations[0]] * (len(start) - len(deviations) if len(deviations) == len(signals) else 0)
    if len(spread) != len(start):
        raise CallError(f"--sigma must have {len(signals)} or {len(start)} numbers, got {len(deviations)}")
    if probe is not None and not set(probe.split(",")) <= {"0", "1"}:
        raise CallError(f"--probe must be zeros and ones separated by commas, got {probe[:60]!r}")
    return {
        "mu": signals,
        "sigma": spread,
        "W0": start,
        "horizon": None if horizon is None else _numbers("--horizon", horizon)[0],
        "model": model,
        "rates": rates,
        "v": None if probe is None else [int(bit) for bit in probe.split(",")],
        "radius": radius,
    }
