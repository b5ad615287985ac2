"""Proved enclosures: time against radius, order and precision; beside codac's Lohner contractor at equal width (d = 2).

Fig. 5 has d = 3, t = 15; Fig. 9 has d = 4, t = 100 with squared rates. codac is optional: without it its rows are missing.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from flint import fmpq

from benchmarks.table import Row, best
from numerics.certificate.certify import certify, exact_data
from numerics.certificate.check import check_certificate
from numerics.enclosure.given_data import enclose_flow
from numerics.enclosure.tube import Enclosure
from numerics.setting import exact_setting
from verify.claims.certified.swing_by import TWENTIETH, start

#: Signals, deviations and a start as in the figure; rates of Fig. 9 are squared.
FIGURE_5 = ((1, Fraction(3, 2)), (TWENTIETH,) * 3, start(0, 3, Fraction(1, 5)))
FIGURE_9 = (("1", "1.5", "2.2", "2.7"), (TWENTIETH,) * 3 + (Fraction(1, 2),), start(0, 4, Fraction(1, 10)))
CODAC_STEPS = (0.05, 0.01, 0.002)
CODAC_TIME = 4
SMALL = ((1, Fraction(3, 2)), (TWENTIETH,) * 2, (("1/20", "1/50"), ("1/50", "3/100")))


def enclosed(data: tuple[Any, Any, Any], until: int, rates: str = "plain", **options: Any) -> Enclosure:
    """Return the tube of signals, deviations and a start up to a time."""
    W0, a, _ = exact_data(exact_setting(*data, rates=rates))
    return enclose_flow(W0, a, fmpq(until), **options)


def _row(what: str, run: Callable[[], Enclosure], repeats: int = 3) -> Row:
    found = run()
    note = f"radius {float(found.radius):.1e}, order {found.order}, {found.precision} bits, {len(found.steps)} steps"
    return Row(what, best(run, repeats), note=note)


def codac_width(step: float) -> float:
    """Return the width of codac's enclosure of W at t = 4 for steps of this length."""
    import codac

    p, q = 201 / 400, 451 / 400
    w = codac.VectorVar(3)
    minor = w[1] * (p + q) - 0.5 * w[1] * (w[0] * (3 * p + q) + w[2] * (3 * q + p))
    loss = (p + q) * codac.sqr(w[1])
    field = codac.AnalyticFunction([w], [2 * p * w[0] * (1 - w[0]) - loss, minor, 2 * q * w[2] * (1 - w[2]) - loss])
    tube = codac.SlicedTube(codac.create_tdomain([0, CODAC_TIME], step, True), codac.IntervalVector([[-2, 2]] * 3))
    tube.set(codac.IntervalVector([[0.05, 0.05], [0.02, 0.02], [0.03, 0.03]]), 0.0)
    codac.CtcLohner(field).contract(tube, codac.TimePropag.FWD)
    end = tube(float(CODAC_TIME))
    return max(end[i].diam() for i in range(3))


def beside_codac() -> list[Row]:
    """Return rows at equal width, t = 4, d = 2: our radius is set to half of the width that codac reached."""
    try:
        import codac  # noqa: F401
    except ImportError:
        return []
    rows = []
    for step in CODAC_STEPS:
        width = codac_width(step)
        run = partial(enclosed, SMALL, CODAC_TIME, radius=width / 2)
        reached = 2 * max(float(entry.rad()) for entry in run().at(fmpq(CODAC_TIME)).entries())
        note = f"width {reached:.1e} here, {width:.1e} for codac"
        theirs = best(partial(codac_width, step), 1)
        rows.append(Row("enclosure of W, d = 2, t = 4", best(run, 3), theirs, f"codac CtcLohner, steps of {step:g}", note))
    return rows


def rows() -> list[Row]:
    """Return all rows of this subject."""
    certificate = certify(*FIGURE_5, 15)
    table = [
        _row(f"Fig. 5 enclosed to t = 15, radius {radius:g}", partial(enclosed, FIGURE_5, 15, radius=radius))
        for radius in (1e-6, 1e-20, 1e-40, 1e-80)
    ]
    table += [
        _row(f"the same at order {n}, {bits} bits", partial(enclosed, FIGURE_5, 15, order=n, precision=bits))
        for n, bits in ((16, 160), (24, 160), (32, 160), (40, 160), (56, 160), (28, 96), (28, 128), (28, 256))
    ]
    table.append(_row("Fig. 9 enclosed to t = 100, squared rates, radius 1e-20", partial(enclosed, FIGURE_9, 100, "squared"), 1))
    proving = best(partial(certify, *FIGURE_5, 15), 2)
    checking = best(partial(check_certificate, certificate), 2)
    table.append(
        Row("certify Fig. 5: shape of the test loss to t = 15", proving, checking, "check of the same certificate", "two proofs")
    )
    return table + beside_codac()
