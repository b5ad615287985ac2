"""The options of one setting, shared by `predict`, `simulate` and `certify`, as texts that one reader takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from numerics.model import MODELS
from verify.commands.errors import CallError, wrong_call

if TYPE_CHECKING:
    from numerics.setting import ExactSetting

F = TypeVar("F", bound=Callable[..., Any])


#: None is checked here: `numerics.setting` does it, so that a wrong one is told as in Python.
OPTIONS = (
    click.option("--mu", metavar="X,Y,...", help="Signals mu_1,mu_2,..., one for each concept; such as 1,3/2."),
    click.option("--sigma", metavar="X,Y,...", help="Deviations, one for each concept or each dimension."),
    click.option(
        "--second-moment",
        type=click.Path(path_type=Path),
        help="In place of both: E[x x^T], .npy or .json; times are then those of its eigenvectors, by descending eigenvalue.",
    ),
    click.option(
        "--w0",
        type=click.Path(path_type=Path),
        help="W(0): a .npy file, or .json with rows of numbers or fractions; layers W1, W2, ...: .npz, or .json by these names.",
    ),
    click.option(
        "--init-scale",
        help="Or random, U = SCALE * uniform(0, 1): W(0) = U U^T; one layer: U; layers: SCALE * normal(0, 1) each.",
        metavar="SCALE",
    ),
    click.option("--seed", default="0", show_default=True, metavar="K", help="Seed of --init-scale."),
    click.option("--model", metavar=f"[{'|'.join(MODELS)}]", default="tied", show_default=True),
    click.option("--hidden", metavar="H", help="Width of random layers.  [default: the dimension]"),
    click.option("--depth", metavar="L", help="Number of random layers, where the model leaves it open."),
    click.option("--dim", metavar="D", help="Ambient dimension.  [default: that of W(0) or sigma]"),
    click.option("--rates", metavar="[plain|squared]", default="plain", show_default=True, help="a_k or a_k^2."),
    click.option(
        "--probe", metavar="V,V,...", help="Test point v in {-1,0,1}^s; a point beside --second-moment.  [default: all ones]"
    ),
    click.option("--horizon", metavar="T", help="Last time.  [default: 1.3 times the last learning time + 8]"),
    click.option("--plot", type=click.Path(path_type=Path), help="Draw the curves into this file (.svg, .pdf or .png)."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
)


def setting_options(function: F) -> F:
    """Add the options of one setting to a command."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


def read_setting(options: dict[str, Any]) -> ExactSetting:
    """Return the setting that the options describe, with a note where its data are not exactly those given.

    Raises
    ------
    CallError : in one line, if an option or a file does not fit
    """
    from numerics.setting import exact_setting
    from numerics.start import second_moment_from_file, start_from_file

    if (options["w0"] is None) == (options["init_scale"] is None):
        raise CallError("give either --w0 or --init-scale")
    mu, sigma = (None if options[name] is None else options[name].split(",") for name in ("mu", "sigma"))
    for name, given in (("--mu", mu), ("--sigma", sigma)):
        if options["second_moment"] is None and given is None:
            raise CallError(f"Missing option '{name}'.")
    probe = None if options["probe"] is None else options["probe"].split(",")
    with wrong_call():
        moment = None if options["second_moment"] is None else second_moment_from_file(options["second_moment"])
        drawn = {name: options[name] for name in ("init_scale", "hidden", "depth")}
        start = None
        if options["w0"] is not None:
            if options["hidden"] is not None or options["depth"] is not None:
                raise CallError("--hidden and --depth are for random layers: with --w0 the layers have their own")
            start = start_from_file(options["w0"])
        else:
            drawn["seed"] = options["seed"]
        as_they_are = {name: options[name] for name in ("model", "dim", "rates", "horizon")}
        question = exact_setting(mu, sigma, start, probe=probe, second_moment=moment, **as_they_are, **drawn)
    if question.note:
        click.echo(f"swingby: {question.note}", err=True)
    return question
