"""Losses over the partial order of compositions: figure 7.

    u <= v componentwise; of 16 compositions of 4 concepts 65 pairs u < v are comparable, 32 of them neighbours

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), appendix B and Fig. 7, as transcribed; the released code, which saves the
network of "epoch e" before that epoch.

Legend: v compositions; n seeds.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.task.arrays import Array
from verify.render.figure import COLOURS, caption, figure, key
from verify.render.paper.ensembles import FORMS, Ensemble, Forms, both_settings, lost

#: Losses are shown up to this, as in the paper.
CLIP = 1.0
EDGE: dict[str, Any] = {"linewidth": 0.5, "color": "0.7"}
BROKEN: dict[str, Any] = {"linewidth": 1.4, "color": COLOURS[1]}
NODES: dict[str, Any] = {"s": 190, "cmap": "Blues", "vmin": 0, "edgecolors": "0.4", "linewidths": 0.5}
#: Which epochs the panels are called by.
CALLED = (1, 3, 5)


def compositions(concepts: int) -> Array:
    """Return all v in {0, 1}^s, counting in binary, shape (2^s, s)."""
    return np.array(list(product((0, 1), repeat=concepts)))


def comparable(concepts: int) -> NDArray[np.int64]:
    """Return the indices (u, v) of all pairs u < v, shape (pairs, 2)."""
    v = compositions(concepts)
    below = (v[:, None] <= v[None]).all(axis=2) & ~np.eye(len(v), dtype=bool)
    return np.argwhere(below).astype(np.int64)


def broken(losses: Array, clip: float = np.inf) -> Array:
    """Return the share of pairs u < v with a larger loss at u, of losses (n, 2^s) clipped, shape (n,)."""
    kept = np.minimum(losses, clip)
    u, v = comparable(int(np.log2(losses.shape[1]))).T
    return np.asarray((kept[:, u] > kept[:, v]).mean(axis=1))


def _places(v: Array) -> Array:
    """Return where compositions stand, (2^s, 2): higher with more concepts, spread evenly at each height."""
    height = v.sum(axis=1)
    across = np.empty(len(v))
    for level in range(v.shape[1] + 1):
        (row,) = np.nonzero(height == level)
        across[row] = np.arange(len(row)) - (len(row) - 1) / 2
    return np.column_stack([across, height])


def _draw(axis: Any, losses: Array) -> Any:
    """Draw mean losses (2^s,) over the order, and return what has the colours."""
    v = compositions(int(np.log2(len(losses))))
    places = _places(v)
    for i, j in comparable(v.shape[1]):
        if (v[j] - v[i]).sum() == 1:
            style = BROKEN if losses[i] > losses[j] else EDGE
            axis.plot(*places[[i, j]].T, zorder=1, **style)
    marks = axis.scatter(*places.T, c=np.minimum(losses, CLIP), vmax=CLIP, **NODES)
    for (x, y), bits, loss in zip(places, v, losses, strict=True):
        dark = loss > 0.6 * CLIP
        axis.text(x, y, "".join(map(str, bits)), ha="center", va="center", fontsize=5, color="white" if dark else "black")
    axis.set(xticks=[], yticks=[], xlim=(-3, 3), ylim=(-0.5, 4.5))
    axis.spines[:].set_visible(False)
    return marks


def _panel(axis: Any, one: Ensemble, after: int, called: int) -> Any:
    found = one.curves.compositions
    if found is None:
        raise ValueError("curves must hold the losses of all compositions, got none")
    losses = found[:, min(after * one.epoch, found.shape[1] - 1)]
    shares = [(broken(losses, clip) > 0).mean() for clip in (np.inf, CLIP)]
    begin = f"epoch {called}" if after == called else f'"epoch {called}", after {after}'
    axis.set_title(f"as {one.protocol.form}, {begin}\nbroken: {shares[0]:.0%}, clipped {shares[1]:.0%}", fontsize=7)
    return _draw(axis, losses.mean(axis=0))


def partial_order(forms: Forms) -> Any:
    """Draw the mean losses of all compositions over their order at the epochs of the paper."""
    picture, axes = figure(len(FORMS), len(CALLED), height=5.4, width=6.8, sharex=False)
    for row, form in enumerate(FORMS):
        (one,) = forms[form]
        for column, (after, called) in enumerate(zip(one.protocol.probes.epochs, CALLED, strict=True)):
            marks = _panel(axes[row, column], one, after, called)
    picture.colorbar(marks, ax=axes, label="loss, mean of the seeds, clipped at 1", aspect=40)
    key(picture, [("u < v, with the smaller mean loss at u", EDGE), ("with the larger mean loss at u: out of order", BROKEN)], 2)
    count = forms["printed"][0].count
    words = (
        f"Fig. 7. Losses at the 16 compositions of 4 concepts, {count} seeds; a composition stands above its parts, and is said "
        "to be learned after them. Broken is the share of seeds with any of 65 pairs out of order, by losses as they are and "
        "clipped at 1. "
        'The released code\'s "epoch e" is saved before that epoch.'
    )
    caption(picture, f"{words} {both_settings(forms)}{lost(forms)}")
    return picture
