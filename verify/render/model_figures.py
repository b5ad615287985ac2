"""The figures beyond small tied starts and diagonal moments: the delay budget, free and deep layers, correlated signals.

    delay-budget    first passages between the rigorous ends of their intervals, and how much of the budget they use
    untied-tied     test loss and rise of two free layers against tied ones, from the same U
    depth           test loss of L = 1 to 5 equal layers
    correlation     rise of the test loss against the cosine of the two means

Each function draws one figure and returns it; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from numerics.closed_form.delay import intervals, least_time, total_correlation
from numerics.closed_form.swing_by import log_rise
from numerics.closed_form.untied import swing
from numerics.flow.layers import integrate_layers
from numerics.flow.passages import first_passages_of_many
from numerics.model.deep import aligned_time
from numerics.model.tied import TIED
from numerics.model.untied import UNTIED
from numerics.setting import Setting
from numerics.simulate import Simulation, simulate
from numerics.task.arrays import Array
from numerics.task.elimination import pivots, triangular_factor
from numerics.task.loss import rise, test_loss
from verify.render.figure import COLOURS, PAIR, PREDICTED, SIMULATED, caption, figure, key

#: Rates of the delay budget, and sizes of the starts; so many of them are drawn with their intervals, and so many as marks.
BUDGET_RATES = (2.0, 1.0, 0.5)
SIZES, SHOWN_STARTS, STARTS = (-6.0, -0.5), 10, 600
PROBE = np.ones(2)
#: Rates of tied and free layers, and W(0) over its scale: correlated so strongly that the rise is seen with the eye.
RATES, START = np.array([1.0, 0.2]), np.array([[1.0, 0.9], [0.9, 1.0]])
#: Scales of that start: of the curves, of the rises, and from where on the leading order is drawn.
CURVES_AT, RISES_AT, LEADING_FROM = 1e-2, 10.0 ** np.arange(-16.0, -0.9, 1.0), 1e-8
#: Equal layers of this scale at every depth, and their rates.
CORE, SCALE, DEPTHS, DEEP_RATES = np.array([[1.0, 0.5], [0.5, 1.2]]), 0.1, range(1, 6), np.array([1.0, 0.5])
#: Means of these norms at a cosine, the start in the eigenbasis of the moment, its scales, and the cosines.
NORMS, BEGIN = (1.5, 1.0), np.array([[1.2, 0.7], [0.7, 1.0]])
SCALES, COSINES = (1e-1, 1e-2, 1e-4, 1e-8, 1e-16), np.linspace(0.0, 0.95, 20)
#: Rises below this are not drawn: integration does not tell them from none.
LEAST_RISE = 1e-9


#: What was simulated, scale by scale.
MARKS: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 3}


def shades(count: int) -> list[Any]:
    """Return colours of a series, from dark to light, safe for colour-blind readers as the others are."""
    from matplotlib import colormaps

    return list(colormaps["viridis"](np.linspace(0.0, 0.9, count)))


def delay_budget() -> Any:
    """Draw first passages of random tied starts in their rigorous intervals, and the part of the budget that they use."""
    generator = np.random.default_rng(16)
    a, d = np.array(BUDGET_RATES), len(BUDGET_RATES)
    size = 10 ** generator.uniform(*SIZES, STARTS)
    U = generator.standard_normal((STARTS, d, d))
    W0 = size[:, None, None] * U @ U.swapaxes(1, 2) / d
    kept = np.max(np.einsum("nkk->nk", W0), axis=1) < 0.5
    W0, size = W0[kept], size[kept]
    rates = np.broadcast_to(a, (len(W0), d))
    T, (low, high) = first_passages_of_many(rates, W0), intervals(rates, W0)
    picture, (left, right) = figure(1, 2, height=2.6, width=6.8, sharex=False)
    for k, colour in enumerate(COLOURS[:d]):
        at = np.arange(SHOWN_STARTS) + 0.22 * (k - 1)
        left.vlines(at, low[:SHOWN_STARTS, k], high[:SHOWN_STARTS, k], color=colour, linewidth=4, alpha=SIMULATED["alpha"])
        left.plot(at, T[:SHOWN_STARTS, k], "_", color=colour, markersize=6, markeredgewidth=1.4)
    left.set(xlabel="random start", ylabel="time (printed clock)", yscale="log", xticks=[])
    used = np.sum(2 * a * (T - least_time(rates, np.einsum("nkk->nk", W0))), axis=1) / total_correlation(W0)
    right.semilogx(size, used, ".", color="black", markersize=2.2, alpha=0.5)
    for height, words in ((2.0, "bound"), (1.0, "limit of small starts")):
        right.axhline(height, color=COLOURS[1], **PREDICTED)
        right.annotate(words, (size.min(), height), xytext=(0, 3), textcoords="offset points", fontsize=7, color=COLOURS[1])
    right.set(xlabel="size of the start", ylabel="part of the budget used", ylim=(0, 2.25))
    entries = [(f"concept {k + 1}", {"color": colour}) for k, colour in enumerate(COLOURS[:d])]
    mark = {"linestyle": "none", "marker": "_", "markersize": 6, "markeredgewidth": 1.4}
    key(picture, [*entries, ("rigorous interval", {"linewidth": 4, "alpha": SIMULATED["alpha"]}), ("measured", mark)], columns=5)
    caption(
        picture,
        f"Left: where w_kk of {SHOWN_STARTS} random tied starts first passes 1/2, between the ends D_k and D_k + F/a_k, F = "
        f"ln(1/det C0) of the correlations C0. Right: sum of 2 a_k (T_k - D_k) over F for {len(W0)} starts, at most 2. Rates 2, "
        "1, 1/2, U normal.",
    )
    return picture


def _runs(omega: float) -> tuple[Simulation, Simulation]:
    """Return the flow of tied and of free layers from U U^T = omega START, W_2 = W_1^T = U."""
    U = np.sqrt(omega) * np.linalg.cholesky(START)
    tied = Setting(TIED, RATES, U @ U.T, PROBE)
    return simulate(tied), simulate(Setting(UNTIED, RATES, (U.T, U), PROBE))


def untied_tied() -> Any:
    """Draw the test loss of free and tied layers from the same start, and their rises against its scale with those predicted."""
    picture, (left, right) = figure(1, 2, height=2.6, width=6.8, sharex=False)
    both = {"tied": PAIR[0], "free layers": PAIR[1]}
    for run, colour in zip(_runs(CURVES_AT), both.values(), strict=True):
        t = np.linspace(0, run.horizon, 1200)
        left.plot(t, test_loss(run.path.W(t), PROBE), color=colour)
    left.set(xlabel="time (tied: printed clock; free: loss clock)", ylabel="test loss", ylim=(0, None))
    found = np.array([[run.course.rise for run in _runs(omega)] for omega in RISES_AT])
    late = RISES_AT[RISES_AT <= LEADING_FROM]
    rates = float(RATES[0]), float(RATES[1])
    forms = (
        np.exp(log_rise(rates, (1.0, 1.0), late * START[0, 1], late)),
        np.array([swing(rates, (1.0, 1.0), triangular_factor(omega * START))[0] for omega in late]),
    )
    for seen, form, colour in zip(found.T, forms, both.values(), strict=True):
        right.loglog(RISES_AT, np.where(seen > LEAST_RISE, seen, np.nan), color=colour, **MARKS)
        right.loglog(late, form, color=colour, **PREDICTED)
    right.set(xlabel=r"scale of the start, $\omega$", ylabel="rise of the test loss")
    key(
        picture,
        [*((name, {"color": colour}) for name, colour in both.items()), ("simulated", MARKS), ("leading order", PREDICTED)],
    )
    caption(
        picture,
        "Tied weights U U^T and two free layers, W_2 = U, W_1 = U^T at first, from the same U U^T = omega [[1, .9], [.9, 1]]; "
        f"rates 1 and .2, test point (1, 1). Left: omega = {CURVES_AT:g}.",
    )
    return picture


def depth() -> Any:
    """Draw the test loss of 1 to 5 equal symmetric layers, each against time in units of its last learning time."""
    picture, axis = figure(height=2.5)
    entries = []
    for number, colour in zip(DEPTHS, shades(len(DEPTHS)), strict=True):
        layers = (SCALE * CORE,) * number
        weakest = (SCALE * float(np.linalg.eigvalsh(CORE)[0])) ** number
        path = integrate_layers(
            layers, DEEP_RATES, 1.5 * float(np.max(aligned_time(DEEP_RATES, number, np.full(2, weakest)))) + 20
        )
        t = np.unique(np.concatenate([np.linspace(0, path.end, 4000), path.grid]))
        W = path.W(t)
        last = float(t[np.argmax(W[:, 1, 1] >= 0.5)])
        shown = t <= 1.6 * last
        loss = test_loss(W, PROBE)
        axis.plot(t[shown] / last, loss[shown], color=colour)
        entries.append((f"L = {number}: rise {rise(loss):.3f}", {"color": colour}))
    axis.set(xlabel="time / time at which the weaker concept is learned", ylabel="test loss", ylim=(0, None))
    key(picture, entries, columns=2)
    caption(
        picture,
        f"Test loss at (1, 1) by the number of layers, all equal to {SCALE:g} [[1, .5], [.5, 1.2]] at first; rates 1 and 1/2. "
        "The rise is the largest of the whole run.",
    )
    return picture


def in_the_eigenbasis(cosine: float) -> tuple[Array, Array]:
    """Return rates, descending, and |x_hat| by coordinate in the eigenbasis, of two means at a cosine, sigma = 0."""
    means = np.array([[NORMS[0], 0.0], NORMS[1] * np.array([cosine, np.sqrt(1 - cosine**2)])])
    values, vectors = np.linalg.eigh(means.T @ means / 2)
    return values[::-1], np.abs(vectors.T @ means.sum(axis=0))[::-1]


def correlation() -> Any:
    """Draw the rise of the test loss of tied weights against the cosine of two means, at five scales of the start."""
    picture, axis = figure(height=2.6)
    entries = []
    for omega, colour in zip(SCALES, shades(len(SCALES)), strict=True):
        found, form = [], []
        for cosine in COSINES:
            a, y = in_the_eigenbasis(float(cosine))
            found.append(simulate(Setting(TIED, a, omega * BEGIN, y)).course.rise)
            form.append(log_rise((a[0], a[1]), (y[0], y[1]), omega * BEGIN[0, 1], float(pivots(omega * BEGIN)[0])))
        seen = np.array(found) > LEAST_RISE
        axis.semilogy(COSINES[seen], np.array(found)[seen], "o-", color=colour, markersize=2.5, linewidth=0.8)
        if omega == SCALES[-1]:
            axis.semilogy(COSINES, np.exp(form), color="black", **PREDICTED)
        entries.append((rf"$\omega = 10^{{{np.log10(omega):.0f}}}$", {"color": colour} | MARKS))
    axis.set(xlabel="cosine of the two means", ylabel="rise of the test loss", ylim=(LEAST_RISE, None))
    key(picture, [*entries, ("leading order", PREDICTED)], columns=3)
    caption(
        picture,
        "Means of norms 1.5 and 1, sigma = 0, tied weights from omega [[1.2, .7], [.7, 1]] in the eigenbasis of the second "
        "moment, test point the sum of the means; leading order at the smallest scale. Where no mark is, nothing rises by "
        "more than 1e-9.",
    )
    return picture


#: Every figure by its name.
MODEL_FIGURES: dict[str, Callable[[], Any]] = {
    "delay-budget": delay_budget,
    "untied-tied": untied_tied,
    "depth": depth,
    "correlation": correlation,
}
