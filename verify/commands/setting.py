"""The options of one setting, shared by `predict`, `simulate` and `certify`: read, checked, turned into a `Setting`."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from verify.commands.errors import CallError

if TYPE_CHECKING:
    from numerics.setting import Setting

F = TypeVar("F", bound=Callable[..., Any])


class Numbers(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Numbers separated by commas."""

    name = "x,y,..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Return the numbers as floats; fractions such as 1/3 are read too."""
        if isinstance(value, tuple):
            return value
        from numerics.setting import real_number

        try:
            numbers = tuple(real_number(part.strip()) for part in str(value).split(","))
        except (ValueError, ZeroDivisionError, OverflowError):
            self.fail(f"must be numbers separated by commas, got {value!r}", param, ctx)
        if not all(map(math.isfinite, numbers)):
            self.fail(f"must be finite numbers separated by commas, got {value!r}", param, ctx)
        return numbers


NUMBERS = Numbers()
OPTIONS = (
    click.option("--mu", type=NUMBERS, required=True, help="Signals mu_1,mu_2,..., one for each concept."),
    click.option("--sigma", type=NUMBERS, required=True, help="Deviations, one for each concept or each dimension."),
    click.option("--w0", type=click.Path(path_type=Path), help="W(0): a .npy file, or .json with rows of numbers or fractions."),
    click.option("--init-scale", type=float, help="Or W(0) = U U^T, U = SCALE * uniform(0, 1).", metavar="SCALE"),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of --init-scale."),
    click.option("--model", type=click.Choice(("tied", "one-layer")), default="tied", show_default=True),
    click.option("--dim", type=click.IntRange(1, 128), help="Ambient dimension.  [default: that of W(0) or sigma]"),
    click.option("--rates", type=click.Choice(("plain", "squared")), default="plain", show_default=True, help="a_k or a_k^2."),
    click.option("--probe", type=NUMBERS, help="Test point v in {0,1}^s.  [default: all ones]"),
    click.option("--horizon", type=float, help="Last time.  [default: 1.3 times the last learning time + 8]"),
    click.option("--plot", type=click.Path(path_type=Path), help="Draw the curves into this file (.svg, .pdf or .png)."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
)


def setting_options(function: F) -> F:
    """Add the options of one setting to a command."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


def read_setting(options: dict[str, Any]) -> Setting:
    """Return the setting that the options describe.

    Raises
    ------
    CallError : in one line, if an option or a file does not fit
    """
    from numerics.setting import random_start, setting

    if (options["w0"] is None) == (options["init_scale"] is None):
        raise CallError("give either --w0 or --init-scale")
    try:
        if options["w0"] is not None:
            start = read_matrix(options["w0"])
        else:
            dim = options["dim"] or max(len(options["mu"]), len(options["sigma"]))
            start = random_start(options["init_scale"], options["seed"], dim)
        chosen = {name: options[name] for name in ("model", "dim", "rates", "probe", "horizon")}
        return setting(options["mu"], options["sigma"], start, **chosen)
    except ValueError as failure:
        raise CallError(str(failure)) from failure


def read_matrix(path: Path) -> Any:
    """Return a matrix from a .npy file, or from JSON with rows of numbers or strings such as "1/100".

    Raises
    ------
    ValueError : naming the file
    """
    import numpy as np

    from numerics.setting import real_matrix

    if not path.is_file():
        raise ValueError(f"--w0 {path} does not exist")
    try:
        if path.suffix == ".npy":
            rows = np.load(path, allow_pickle=False)
        else:
            rows = json.loads(path.read_text(encoding="utf-8"), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, TypeError, EOFError, RecursionError, OSError) as failure:
        raise ValueError(f"--w0 {path} must hold a square matrix of numbers: {failure}") from failure
    return real_matrix(rows, f"--w0 {path}")
