"""The figures of the closed forms: analytic over simulated, predicted over measured.

    findings        a test loss that provably falls, rises and falls; pivots against the diagonal of W(0)
    timescales      learning times from pivots and from the diagonal against measured ones
    error-orders    largest errors of the closed form against omega, with fitted and derived slopes
    phase-diagram   simulated rise of the test loss over (theta, omega), with the derived boundary
    area-law        area under the training loss against Phi(W(0))/4

and those of `model_figures`: delay-budget, untied-tied, depth, correlation.

Each function draws one figure and returns it; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from numerics.certificate.certify import certify
from numerics.closed_form.defect import error_orders as derived_orders
from numerics.closed_form.entries import learning_time
from numerics.closed_form.stages import compose
from numerics.ensemble import processes
from numerics.flow.integrate import integrate_factored
from numerics.model.tied import TIED
from numerics.networks.protocols import FIGURE_5
from numerics.phase_diagram import diagram, joined
from numerics.setting import Setting, setting
from numerics.simulate import simulate, training_area
from numerics.start import random_start
from numerics.task.elimination import pivots
from numerics.task.exact_numbers import Rows
from numerics.task.loss import log_det_divergence, test_loss
from verify.render.figure import COLOURS, PREDICTED, SIMULATED, caption, figure
from verify.render.model_figures import MODEL_FIGURES

TIMES = (
    "learning times of 12 random starts, d = 6, rates 1.4^-k, entries of W(0) of about 1e-4: those predicted from the pivots of "
    "W(0) lie on the line of equality, those from its diagonal come too early."
)
#: Points of a phase diagram along each side.
SIDE = 200
#: Where nothing rises: no colour of the scale.
NONE = "0.93"
CORRELATIONS = (0.1, 0.5, 0.9)


def findings() -> Any:
    """Draw two findings side by side.

    Left, a start of Fig. 5 with the released code's rates: the closed form over the simulated test loss, and where a
    certificate proves the turning points to be. Right, predicted against measured learning times, as in `timescales`.
    """
    run = simulate(setting(FIGURE_5.mu, FIGURE_5.sigma, _start(), rates="squared"))
    proof = certify(*FIGURE_5.exact(), _start(), rates="squared")
    t, z = np.linspace(0.0, 16.0, 900), run.prediction.setting.ordered[2]
    picture, (loss, times) = figure(1, 2, height=2.5)
    loss.plot(t, test_loss(run.path.W(t), z), color="black", label="simulated", **SIMULATED)
    loss.plot(t, test_loss(run.prediction.path.W(t), z), color="black", label="closed form", **PREDICTED)
    for point in proof["turning_points"]:
        place = float(point["t"][0]), float(point["loss"][0])
        loss.plot(*place, "o", color=COLOURS[1], markersize=4)
        words, below = ("proved minimum", -11) if point["kind"] == "min" else ("proved maximum", 6)
        loss.annotate(words, place, xytext=(2, below), textcoords="offset points", fontsize=7)
    loss.set(xlabel="time (printed clock)", ylabel="test loss", ylim=(0.0, None))
    loss.legend()
    _draw_timescales(times)
    caption(
        picture,
        "Left: the test loss of a start of Fig. 5 with the released code's squared rates, whose turning points are proved to lie "
        f"within the dots (means (1, 1.5), deviations .05, d = 3, U uniform on [0, .2], seed {FIGURE_5.seed}). Right: {TIMES}",
    )
    return picture


def _start() -> Rows:
    return random_start(FIGURE_5.scale, FIGURE_5.seed, FIGURE_5.dim)


def timescales() -> Any:
    """Draw predicted against measured learning times: pivots and the diagonal of W(0), 12 random starts, d = 6, omega = 1e-4."""
    picture, axes = figure(height=2.8)
    _draw_timescales(axes)
    caption(picture, TIMES[0].upper() + TIMES[1:])
    return picture


def _draw_timescales(axes: Any) -> None:
    generator = np.random.default_rng(6)
    a = 1.4 ** -np.arange(6, dtype=float)
    rows = []
    for _ in range(12):
        U = generator.random((6, 6)) + 0.15 * generator.standard_normal((6, 6))
        W0 = 1e-4 * U @ U.T / 6
        measured = simulate(Setting(TIED, a, W0, np.ones(6))).learning_times
        rows.append((measured, learning_time(a, pivots(W0)), learning_time(a, np.diag(W0))))
    measured, by_pivot, by_diagonal = (np.concatenate(column) for column in zip(*rows, strict=True))
    largest = float(np.max(measured)) * 1.05
    axes.plot([0, largest], [0, largest], color="0.6", linewidth=0.8, zorder=0)
    axes.plot(measured, by_diagonal, "s", color=COLOURS[1], markersize=3, markerfacecolor="none", label="diagonal of $W(0)$")
    axes.plot(measured, by_pivot, "o", color=COLOURS[0], markersize=2.5, label="pivots of $W(0)$")
    axes.set(xlabel="measured learning time", ylabel="predicted learning time")
    axes.legend()


def error_orders() -> Any:
    """Draw the largest errors of the closed form against omega at d = 2, with the derived slopes and the fitted exponents."""
    a, M, z = np.array([1.0, 0.5]), np.array([[1.0, 0.6], [0.6, 1.0]]), np.array([np.sqrt(2.0), 1.0])
    omega = np.geomspace(1e-2, 1e-12, 21)
    errors = []
    for scale in omega:
        t = np.linspace(0, 1.15 * np.log(1 / scale) / (2 * a[1]) + 8, 6001)
        W, R = compose(a, scale * M, t), integrate_factored(scale * M, a, float(t[-1]), rtol=1e-12).W(t)
        worst = np.max(np.abs(W - R), axis=0)
        errors.append((worst[1, 1], worst[0, 1], np.max(np.abs(test_loss(W, z) - test_loss(R, z)))))
    orders, loss_order = derived_orders(a)
    picture, axes = figure(height=2.8)
    series = (("$w_{22}$", orders[1, 1], "o"), ("$w_{12}$", orders[0, 1], "s"), ("test loss", loss_order, "^"))
    for place, (name, order, marker) in enumerate(series):
        values = np.array([row[place] for row in errors])
        fitted = np.polyfit(np.log(omega[-7:]), np.log(values[-7:]), 1)[0]
        label = f"{name}: derived {order:.3g}, fitted {fitted:.3f}"
        axes.loglog(omega, values, marker, color=COLOURS[place], markersize=3, label=label)
        axes.loglog(omega, values[-1] * (omega / omega[-1]) ** order, color=COLOURS[place], linewidth=0.8)
    axes.set(xlabel=r"scale of the start, $\omega$", ylabel="largest error over time")
    axes.legend()
    caption(
        picture,
        "Largest errors of the closed form over time, a = (1, 1/2), W(0) = omega [[1, .6], [.6, 1]]. Lines have the derived "
        "slopes; fitted is the slope through the seven smallest omega.",
    )
    return picture


def phase_diagram(side: int = SIDE) -> Any:
    """Draw the simulated rise over (theta, omega) at three correlations of W(0), with the derived boundary."""
    from matplotlib.colors import LogNorm

    panels = phase_panels(side)
    picture, axes = figure(3, height=5.6)
    for panel, axis in zip(panels, axes, strict=True):
        shown = np.ma.masked_less(panel.rise, 1e-9)
        mesh = axis.pcolormesh(panel.theta, panel.omega, shown, norm=LogNorm(1e-6, 1e-1), cmap="cividis", rasterized=True)
        axis.contour(panel.theta, panel.omega, panel.margin, levels=[0.0], colors=[COLOURS[1]], linewidths=1.2)
        axis.set(yscale="log", ylabel=r"$\omega$", facecolor=NONE)
        axis.text(0.03, 0.88, f"correlation {panel.correlation:g}", transform=axis.transAxes, fontsize=8)
    axes[-1].set_xlabel(r"$\theta = (a_1 - a_2)/(2a_1)$")
    axes[0].plot([], [], color=COLOURS[1], linewidth=1.2, label="derived onset")
    axes[0].legend(loc="lower left")
    picture.colorbar(mesh, ax=list(axes), label="simulated rise of the test loss (grey: none)", extend="both", aspect=40)
    caption(
        picture,
        "How much the test loss rises at d = 2, W(0) = omega [[1, r], [r, 1]] with correlation r, rates 1 and 1 - 2 theta, "
        "by the flow. The onset is derived for small omega.",
    )
    return picture


def phase_panels(side: int = SIDE, workers: int | None = None) -> list[Any]:
    """Simulate the three panels, columns of theta shared out among processes."""
    theta, omega = np.linspace(0.01, 0.47, side), np.geomspace(1e-12, 1e-1, side)
    # Interleaved shares take equally long: small theta is quick, large theta slow.
    shares = [theta[start::8] for start in range(8)]
    with processes(workers) as pool:
        jobs = [[pool.submit(diagram, share, omega, correlation) for share in shares] for correlation in CORRELATIONS]
        return [joined([job.result() for job in row]) for row in jobs]


def area_law() -> Any:
    """Draw the integrated training loss against Phi(W(0))/4 for random starts, d = 2, 3, 5, 8."""
    generator = np.random.default_rng(4)
    picture, (axes, rest) = figure(2, height=3.4, gridspec_kw={"height_ratios": (2.4, 1)})
    for place, d in enumerate((2, 3, 5, 8)):
        pairs = []
        for _ in range(8):
            B = generator.standard_normal((d, 2 * d))
            W0 = 10.0 ** generator.uniform(-8, -0.5) * B @ B.T / (2 * d)
            run = simulate(Setting(TIED, generator.uniform(0.3, 2.0, d), W0, np.ones(d)))
            pairs.append((log_det_divergence(W0) / 4, training_area(run)))
        law, measured = np.array(pairs, dtype=float).T
        style = {"color": COLOURS[place], "markersize": 3.5, "linestyle": "none", "marker": "os^D"[place]}
        axes.plot(law, measured, label=f"$d = {d}$", **style)
        rest.semilogy(law, np.maximum(np.abs(measured / law - 1), 1e-16), **style)
    largest = axes.get_xlim()[1]
    axes.plot([0, largest], [0, largest], color="0.6", linewidth=0.8, zorder=0)
    axes.set_ylabel("area under the training loss")
    axes.legend()
    rest.set(ylabel="rel. difference", xlabel=r"$(\mathrm{tr}\,W(0) - \ln\det W(0) - d)/4$")
    caption(
        picture,
        "The area under the training loss is the law's, on the line: 8 random starts for each d, rates uniform on [.3, 2], "
        "scales of W(0) from 1e-8 to .3; below, how far off it is.",
    )
    return picture


#: Every figure by its name.
FIGURES: dict[str, Callable[[], Any]] = {
    "findings": findings,
    "timescales": timescales,
    "error-orders": error_orders,
    "phase-diagram": phase_diagram,
    "area-law": area_law,
    **MODEL_FIGURES,
}
