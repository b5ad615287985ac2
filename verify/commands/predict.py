"""`swingby predict` and `swingby simulate`: one setting, by the closed forms and by integration."""

from __future__ import annotations

import json
from typing import Any

import click

from verify.commands.errors import drawable, wrong_call
from verify.commands.running import one_thread
from verify.commands.setting import read_setting, setting_options


@click.command()
@setting_options
def predict(**options: Any) -> None:
    """Predict what is learned when, and whether the test loss rises, with the error to expect.

    Nothing is integrated: the closed forms are evaluated, and their residual says how far off they are.

    The rise is the largest increase of the test loss above its running minimum, start and horizon included.
    """
    drawable(options["plot"])
    one_thread()
    from numerics.answer import predicted
    from numerics.predict import predict as run

    prediction = run(read_setting(options).in_floats())
    document = predicted(prediction)
    if options["as_json"]:
        click.echo(json.dumps(document, indent=1, allow_nan=False))
    else:
        from verify.render.prediction import print_prediction

        print_prediction(prediction, document)
    if options["plot"] and not prediction.form.known:
        click.echo("swingby: no curve is drawn, since there is no closed form here", err=True)
    elif options["plot"]:
        from verify.render.curves import draw_curves

        draw_curves(options["plot"], prediction)


@click.command()
@setting_options
@click.option("--iterate", metavar="[flow|gd|recurrence]", default="flow", show_default=True)
@click.option("--eta", metavar="ETA", help="Step size of gd and recurrence.")
def simulate(iterate: str, eta: str | None, **options: Any) -> None:
    """Integrate or iterate a setting and print what is measured beside what was predicted.

    The rise is the largest increase of the test loss above its running minimum, start and horizon included.
    """
    drawable(options["plot"])
    one_thread()
    from numerics.answer import predicted, simulated
    from numerics.simulate import simulate as run

    with wrong_call():
        simulation = run(read_setting(options).in_floats(), iterate, eta)
    document = simulated(simulation)
    if options["as_json"]:
        click.echo(json.dumps(document, indent=1, allow_nan=False))
    else:
        from verify.render.prediction import print_simulation

        print_simulation(simulation, document, predicted(simulation.prediction))
    if options["plot"]:
        from verify.render.curves import draw_curves

        draw_curves(options["plot"], simulation.prediction, simulation)
