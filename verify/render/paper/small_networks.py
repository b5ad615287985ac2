"""Three linear layers in three dimensions without rotation, in the plane of both concepts: figures 13, 15 and 16.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix F.2 and F.3, Figs. 13, 15 and 16, as transcribed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numerics.networks.protocol import Protocol, Run
from numerics.networks.routes import material
from verify.render.figure import PAIR, caption
from verify.render.paper.ensembles import FORMS, RESTLESS, Forms, both_settings, lost
from verify.render.paper.trajectories import draw_outputs, explain, mark_task, panels

POINTS: dict[str, Any] = {"linestyle": "none", "marker": ".", "markersize": 1.2, "color": "0.7", "zorder": 0}
SMALL_NAMES = ("seed", "risen", "epoch", "target", "centre")
UNTRUNCATED: dict[str, Any] = {"linewidth": 0.8, "linestyle": ":", "color": "black", "zorder": 4}
#: More points of a training set make nothing clearer.
POINTS_DRAWN = 3000


def _small(forms: Forms, words: str, names: Sequence[str], points: bool = False, whole: Forms | None = None) -> Any:
    """Draw the outputs of three layers, d = 3, a row of panels for each of the two means."""
    picture, axes = panels(forms, rows=2, height=6.0)
    for place, form in enumerate(FORMS):
        for row, one in enumerate(forms[form]):
            axis = axes[row, place]
            if points:
                _draw_points(axis, one.protocol)
            draw_outputs(axis, one, PAIR[0], risen=True)
            if whole and len(one.seeds):
                same = whole[form][row]
                for path in same.outputs()[same.seeds == one.seeds[one.risen()]]:
                    axis.plot(path[:, 0], path[:, 1], **UNTRUNCATED)
            mark_task(axis, one.protocol)
            axis.text(0.98, 0.02, rf"$\mu = ({one.protocol.data.mu[0]:g}, {one.protocol.data.mu[1]:g})$", **_corner(axis))
    more = [("a training point of seed 0", POINTS | {"markersize": 4})] if points else []
    more += [("the same with all points (Fig. 15)", UNTRUNCATED)] if whole else []
    explain(picture, forms, names, more, columns=3)
    caption(picture, f"{words} {both_settings(forms)}{lost(forms)}")
    return picture


def _corner(axis: Any) -> dict[str, Any]:
    return {"transform": axis.transAxes, "ha": "right", "va": "bottom", "fontsize": 7}


def _draw_points(axis: Any, protocol: Protocol) -> None:
    """Draw a part of the training points of seed 0 and, where points are left out, the circle."""
    from matplotlib.patches import Circle

    points = material(Run(protocol, 0)).points[:POINTS_DRAWN]
    axis.plot(points[:, 0], points[:, 1], rasterized=True, **POINTS)
    if protocol.data.exclusion:
        axis.add_patch(
            Circle((protocol.data.mu[0], protocol.data.mu[1]), protocol.data.exclusion, fill=False, linewidth=0.6, color="0.4")
        )
        axis.set_aspect("equal", adjustable="datalim")


def low_dimension(forms: Forms) -> Any:
    """Draw the outputs of three layers at d = 3."""
    words = "Fig. 13. Three linear layers in 3 dimensions without rotation: some paths bend to a training centre first."
    return _small(forms, f"{words} {RESTLESS}", SMALL_NAMES)


def with_points(forms: Forms) -> Any:
    """Draw the same with training points."""
    words = f"Fig. 15. The paths of Fig. 13 with training points: few of them lie near the unseen composition. {RESTLESS}"
    return _small(forms, words, SMALL_NAMES, points=True)


def truncated(forms: Forms, whole: Forms) -> Any:
    """Draw the outputs with training points near x_hat left out, beside those with all."""
    words = (
        "Fig. 16. As Fig. 15, with the training points in the circle, of radius half the smaller mean, drawn anew: the paths "
        f"stay as they were. {RESTLESS}"
    )
    return _small(forms, words, SMALL_NAMES, points=True, whole=whole)
