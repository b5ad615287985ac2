"""The figures of the diffusion model, for which networks are trained as they are drawn (extra `diffusion`).

    diffusion-paths     the unseen composition between the corners, for the paper's cells and for balanced ones, over the bridge
    diffusion-error     its error by step, for both
    diffusion-control   the bend of five designs against that of the slope, no constant fitted
    diffusion-times     steps at which concepts are learned against those of the bridge, at six separations of colour
    diffusion-samples   images of the unseen composition by step, by U-Nets, for both

Each function draws one figure and returns it; nothing is written here. Seeds are other ones than those of the claims.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from numerics.diffusion.bridge import predict
from numerics.diffusion.cells import DESIGNS
from numerics.diffusion.clock import steps_of_adamw
from numerics.diffusion.discs import Discs
from numerics.diffusion.paths import NEARLY, Paths
from numerics.diffusion.presets import IMAGE, SWEEP, SWEPT
from numerics.diffusion.recipe import Recipe, Run
from numerics.task.arrays import Array
from verify.render.figure import COLOURS, PREDICTED, caption, figure, key

#: Networks of each design, their training, and the colours of the two that are compared.
SEEDS = range(4)
RECIPE = Recipe(steps=600)
COMPARED = {"paper": ("paper's three cells", COLOURS[1]), "balanced": ("balanced cells", COLOURS[0])}
#: Networks at each of six separations.
SWEEP_SEEDS = range(3)
#: Steps at which U-Nets are looked at, and images of each.
STAGES, ROWS = (50, 100, 150, 200, 300, 400, 600, 1000), 2
#: Steps at which an axis has numbers.
TICKS = [20, 50, 100, 200, 500, 1000]
CORNERS = {(0, 0): "red, big", (1, 0): "blue, big", (0, 1): "red, small", (1, 1): "blue, small: unseen"}
SEED_LINE, MEAN_LINE = {"linewidth": 0.6, "alpha": 0.6}, {"linewidth": 2.0}
BRIDGE_LINE: dict[str, Any] = {"color": "black"} | PREDICTED
#: What was trained, in every caption.
TRAINED = "Small residual networks on images of 16 x 16 with a disc, trained by AdamW as the figure was drawn"


def paths_of_designs() -> dict[str, Paths]:
    """Return the paths of all designs, which are trained as one stack."""
    from numerics.diffusion.training import measured

    runs = tuple(Run(design, Discs(), seed) for design in DESIGNS.values() for seed in SEEDS)
    found, count = measured(runs, RECIPE), len(SEEDS)
    colour, size = found.coordinates
    parts = {name: slice(place * count, (place + 1) * count) for place, name in enumerate(DESIGNS)}
    return {name: Paths(found.step, (colour[part], size[part])) for name, part in parts.items()}


def paths() -> Any:
    """Draw the paths: thin for each seed, thick their mean, dashed the bridge from where it has the mean image."""
    found = paths_of_designs()
    picture, panels = figure(1, 2, height=3.2, sharey=True)
    for axis, (name, (words, colour)) in zip(panels, COMPARED.items(), strict=True):
        path, bridge = found[name], predict(DESIGNS[name], Discs())
        seen = path.step >= RECIPE.every
        for across, up in zip(*path.coordinates, strict=True):
            axis.plot(across[seen], up[seen], color=colour, **SEED_LINE)
        across, up = (coordinate[:, seen].mean(axis=0) for coordinate in path.coordinates)
        axis.plot(across, up, color=colour, **MEAN_LINE)
        axis.plot(*_from_the_mean(bridge.path, [float(level) for level in DESIGNS[name].mean()]), **BRIDGE_LINE)
        for (x, y), word in CORNERS.items():
            axis.plot(x, y, "*" if (x, y) == (1, 1) else "s", color="0.4", markersize=8 if (x, y) == (1, 1) else 4)
            axis.annotate(word, (x, y), xytext=(0, -11 if y == 0 else 6), textcoords="offset points", ha="center", fontsize=7)
        axis.set(xlabel="colour", xlim=(-0.25, 1.3), ylim=(-0.25, 1.25), title=f"{words}, {len(SEEDS)} networks")
        axis.title.set_fontsize(8)
    panels[0].set_ylabel("size (1: small)")
    key(picture, [("mean of the networks", MEAN_LINE), ("a network", SEED_LINE), ("bridge", BRIDGE_LINE)])
    caption(
        picture,
        f"The unseen composition between the corners. {TRAINED}, {RECIPE.steps} steps, coordinates read off the mean image at "
        "the last noise level. With the paper's cells blue occurs with big alone, and the path bends to that corner; with "
        "balanced ones not.",
    )
    return picture


def _from_the_mean(path: Array, mean: list[float]) -> Array:
    """Return a path, (2, n), from the point that is nearest to the mean levels on."""
    return path[int(np.argmin(((path - mean) ** 2).sum(axis=1))) :].T


def error() -> Any:
    """Draw the error of the unseen composition by step: thin for each seed, thick the mean."""
    found = paths_of_designs()
    picture, axis = figure(height=2.5)
    for name, (_, colour) in COMPARED.items():
        step, rows = found[name].step, found[name].error()
        axis.plot(step[1:], rows[:, 1:].T, color=colour, **SEED_LINE)
        axis.plot(step[1:], rows[:, 1:].mean(axis=0), color=colour, **MEAN_LINE)
    axis.set(xlabel="step", ylabel="error of the unseen composition", ylim=(0, None))
    named = [(f"{words}, mean of {len(SEEDS)}", {"color": colour} | MEAN_LINE) for words, colour in COMPARED.values()]
    key(picture, [*named, ("a network", SEED_LINE)], columns=2)
    caption(picture, f"Distance of the unseen composition from where it should be, by step. {TRAINED}.")
    return picture


def control() -> Any:
    """Draw the bend, the size where the colour first crosses .8 minus its mean, against that of the slope, for five designs."""
    found, discs = paths_of_designs(), Discs()
    picture, axis = figure(height=2.8)
    axis.plot([-0.35, 0.35], [-0.35, 0.35], color="0.6", linewidth=0.8, zorder=0)
    for name, design in DESIGNS.items():
        expected = design.bend(0, discs.within(), NEARLY)
        seen = found[name].weak_at(0) - float(design.mean()[1])
        axis.plot([expected] * len(seen), seen, "o", color=COLOURS[0], markersize=2.5, markerfacecolor="none")
        axis.plot(expected, seen.mean(), "_", color=COLOURS[0], markersize=12, markeredgewidth=1.6)
        axis.annotate(name, (expected, seen.mean()), xytext=(-9, 3), textcoords="offset points", ha="right", fontsize=7)
    axis.set(xlabel="bend by the slope (no constant)", ylabel="bend of networks")
    axis.margins(y=0.12)
    marks: dict[str, Any] = {"linestyle": "none", "color": COLOURS[0]}
    bar = marks | {"marker": "_", "markersize": 12, "markeredgewidth": 1.6}
    key(picture, [("a network", marks | {"marker": "o", "markersize": 2.5, "markerfacecolor": "none"}), ("mean", bar)])
    caption(
        picture,
        "The size where the colour first comes to .8, less its mean, for five designs of cells, against what the slope of the "
        f"training marginal says of it; on the line they agree. {TRAINED}, {len(SEEDS)} a design.",
    )
    return picture


def times() -> Any:
    """Draw the steps at which concepts are learned against those of the bridge, whose two constants were fitted elsewhere."""
    from numerics.diffusion.training import measured

    runs = tuple(Run(DESIGNS["paper"], discs, seed) for discs in SWEPT for seed in SWEEP_SEEDS)
    found = measured(runs, SWEEP).learned_at().reshape(len(SWEPT), len(SWEEP_SEEDS), 2)
    bridge = steps_of_adamw(DESIGNS["paper"], SWEPT)
    picture, axis = figure(height=3.0)
    ends = np.array([20.0, 1500.0])
    axis.loglog(ends, ends, color="0.6", linewidth=0.8, zorder=0)
    for factor in (0.5, 2.0):
        axis.loglog(ends, factor * ends, color="0.8", linewidth=0.6, linestyle=":", zorder=0)
    for concept, (name, marker) in enumerate((("colour, at its separation", "o"), ("size, at .4", "s"))):
        across = np.repeat(bridge[:, concept], len(SWEEP_SEEDS))
        axis.loglog(across, found[..., concept].ravel(), marker, color=COLOURS[concept], markersize=3, label=name)
    for place, discs in enumerate(SWEPT):
        where = (bridge[place, 0], float(np.max(found[place, :, 0])))
        axis.annotate(
            f"{discs.colour:g}", where, xytext=(0, 4), textcoords="offset points", ha="center", fontsize=6, color=COLOURS[0]
        )
    axis.set(xlabel="steps by the bridge (dotted: a factor 2)", ylabel="steps of networks", xlim=ends, ylim=ends)
    axis.set(xticks=TICKS, xticklabels=TICKS, yticks=TICKS, yticklabels=TICKS)
    axis.minorticks_off()
    axis.legend(loc="upper left")
    caption(
        picture,
        "Steps at which the concepts of the paper's cells are learned, the separation of colour beside the marks, on the line as "
        f"by the bridge, whose two constants were fitted to other trainings. {TRAINED}.",
    )
    return picture


def samples() -> Any:
    """Draw images of the unseen composition by step: two rows of U-Nets trained on the paper's cells, two on balanced ones."""
    from numerics.diffusion.looks import bytes_of
    from numerics.diffusion.training import State, generate, train

    runs, drawn = [Run(DESIGNS[name], IMAGE.discs, 0) for name in COMPARED], {}

    def look(done: int, state: State) -> None:
        if done in STAGES:
            drawn[done] = bytes_of(generate(runs, IMAGE.recipe, state, np.ones((ROWS, 2))))

    train(runs, IMAGE.recipe, None, look)
    picture, axes = figure(len(COMPARED) * ROWS, len(STAGES), height=3.4, sharex=False)
    picture.set_size_inches(6.8, 3.6)
    for place, step in enumerate(STAGES):
        for number, (words, _) in enumerate(COMPARED.values()):
            for row in range(ROWS):
                axis = axes[number * ROWS + row, place]
                axis.imshow(drawn[step][number, row], interpolation="nearest")
                axis.set(xticks=[], yticks=[])
                axis.spines[:].set_visible(False)
            if place == 0:
                axes[number * ROWS, 0].set_ylabel(words.replace("three ", ""), fontsize=7, loc="top")
        axes[-1, place].set_xlabel(f"step {step}", fontsize=7)
    caption(
        picture,
        "Images of the unseen composition, small and blue, by step, two draws of a U-Net each: trained on the paper's cells it "
        "draws big blue, then big red discs before small blue ones; on balanced cells it goes straight there.",
    )
    return picture


#: Every figure by its name.
TRAINED_FIGURES: dict[str, Callable[[], Any]] = {
    "diffusion-paths": paths,
    "diffusion-error": error,
    "diffusion-control": control,
    "diffusion-times": times,
    "diffusion-samples": samples,
}
