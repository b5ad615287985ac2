"""`swingby compare`: a training log of one's own, held against the theory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from verify.commands.errors import distinct, drawable, wrong_call
from verify.commands.running import one_thread
from verify.commands.setting import OPTIONS, read_setting

#: Options of a setting that a log has no use for: it ends where it ends.
LEFT_OUT = ("horizon",)


def shared_options(function: Any) -> Any:
    """Add the options of a setting, but those of no use here."""
    for option in reversed(OPTIONS):
        before = len(getattr(function, "__click_params__", ()))
        function = option(function)
        if function.__click_params__[before].name in LEFT_OUT:
            function.__click_params__.pop()
    return function


@click.command()
@click.argument("log", type=click.Path(path_type=Path), metavar="LOG")
@shared_options
@click.option("--eta", metavar="ETA", help="Learning rate of plain gradient descent; needed where the log counts steps.")
@click.option(
    "--average",
    metavar="[none|entry]",
    default="none",
    show_default=True,
    help="The loss that is trained: 1/2 |f(x) - x|^2, or its mean over entries, |f(x) - x|^2/d, as mse_loss.",
)
@click.option("--clock", metavar="[loss|printed]", default="loss", show_default=True, help="Of a log of times.")
@click.option("--biases", is_flag=True, help="Biases are trained, from 0; of the tied model one, behind U U^T.")
@click.option("--batch", metavar="B", help="Samples of a minibatch.  [default: all]")
@click.option("--samples", metavar="N", help="Samples of each cluster.  [default: so many that it does not matter]")
def compare(
    log: Path,
    eta: str | None,
    average: str,
    clock: str,
    biases: bool,
    batch: str | None,
    samples: str | None,
    **options: Any,
) -> None:
    """Say whether the theory describes a training log, within its stated error.

    LOG is a CSV with a header, JSON lines (.jsonl) or a .npz: `step` or `time`, and any of `test_loss` (at x_hat, or at --probe),
    `train_loss`, `out_1`, `out_2`, ... (outputs there), `out_10_1`, ... (outputs at x_hat(v), v = 1, 0), `w_11`, `w_12`, ...
    (entries of the linear map). Without --w0 or --init-scale, W(0) is fitted.

    The flow, the descent with steps of --eta, and networks with samples and batches of their own are run beside the log. Exit
    status 0 if it is described, 1 if it is not or that is open.
    """
    drawable(options["plot"])
    distinct({"--plot": options["plot"]}, {"LOG": [log]})
    one_thread()
    from verify.compare import PLACEHOLDER, compared, read

    is_fitted = options["w0"] is None and options["init_scale"] is None
    with wrong_call():
        held = read(log)
    fitted = {"init_scale": PLACEHOLDER} if is_fitted else {}
    setting = read_setting(options | {"horizon": None} | fitted)
    trained = {"eta": eta, "average": average, "clock": clock, "biases": biases, "batch": batch, "samples": samples}
    with wrong_call():
        answer = compared(held, setting, trained, is_fitted)
    if options["as_json"]:
        click.echo(json.dumps(answer, indent=1, allow_nan=False))
    else:
        from verify.render.compared.log import print_comparison

        print_comparison(answer.run, answer)
    if options["plot"]:
        answer.draw(options["plot"])
    if answer["verdict"] != "described":
        raise click.exceptions.Exit(1)
