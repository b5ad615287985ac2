"""What a prediction or a run says at any times: W, losses and output, in the coordinates in which the setting was given.

    loss      1/2 |W z - z|^2,  z the probe            train loss   1/2 tr((W - I) A (W - I)^T)
    output    W z                                      error        of the test loss
    slope     of the test loss along the flow at W(t), as the sum of the parts of each entry of W, or of each cluster

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Eqs. (2.1) and (4.1).

Legend: t one time or an array (...); W (..., d, d); F (d, d) orthogonal: the columns are the coordinates of the path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.setting import Setting
from numerics.task.arrays import Array
from numerics.task.attribution import slope_by_cluster, slope_by_entry
from numerics.task.loss import test_loss, training_loss
from numerics.task.trajectory import Trajectory

#: A table of curves has the entries of W up to this dimension.
LISTED = 16


@dataclass(frozen=True, eq=False)
class Curves:
    """Functions of time along the path of a setting.

    Parameters
    ----------
    setting : the question
    path : W(t) in descending rate
    shown : times at which the curves are drawn, from 0 to the horizon
    off : times (n,) to the error to expect of the test loss there
    end : the last time that may be asked for
    """

    setting: Setting
    path: Trajectory
    shown: Array
    off: Callable[[Array], Array]
    end: float = np.inf

    def W(self, t: Any) -> Array:
        """Return W(t), shape (..., d, d)."""
        return self._turned(self._W(t))

    def loss(self, t: Any) -> Array:
        """Return the test loss, shape (...)."""
        return test_loss(self._W(t), self.setting.ordered[2])

    def train_loss(self, t: Any) -> Array:
        """Return the training loss, shape (...)."""
        return training_loss(self._W(t), self.setting.ordered[0])

    def output(self, t: Any) -> Array:
        """Return W(t) z, the output at the probe, shape (..., d)."""
        return np.asarray(self.W(t) @ self._z)

    def error(self, t: Any) -> Array:
        """Return the error to expect of the test loss, shape (...)."""
        times = self._checked(t)
        return self.off(times.ravel()).reshape(times.shape)

    def slope_by_entry(self, t: Any) -> Array:
        """Return the part of each entry of W in the slope of the test loss along the flow, shape (..., d, d)."""
        question, times, W = self.setting, self._checked(t), self.W(t)
        A = question.a if question.basis is None else question.basis * question.a @ question.basis.T
        velocity = question.model.field(W, A)
        if velocity is None:
            velocity = self._turned(self.path.velocity(times.ravel())).reshape(W.shape)
        return slope_by_entry(W, velocity, self._z)

    def slope_by_cluster(self, t: Any, moments: Array) -> Array | None:
        """Return the part of each cluster by its moments (s, d), shape (..., s); None where the flow is not one of W alone."""
        W = self.W(t)
        fields = [self.setting.model.field(W, moment) for moment in moments]
        known = [velocity for velocity in fields if velocity is not None]
        return slope_by_cluster(W, known, self._z) if known else None

    def columns(self, t: Array) -> dict[str, Array]:
        """Return the curves as columns by their names: time, losses, error, out_k, and w_ij for d <= LISTED."""
        W, d = self.W(t), self.setting.a.size
        found = {"time": t, "test_loss": self.loss(t), "test_loss_error": self.error(t), "train_loss": self.train_loss(t)}
        found |= {f"out_{k + 1}": column for k, column in enumerate(self.output(t).T)}
        between = "" if d < 10 else "_"
        pairs = [(i, j) for i in range(d) for j in range(d)] if d <= LISTED else []
        return found | {f"w_{i + 1}{between}{j + 1}": W[:, i, j] for i, j in pairs}

    @property
    def _z(self) -> Array:
        """Return the probe in the coordinates given, shape (d,)."""
        return self.setting.z if self.setting.basis is None else np.asarray(self.setting.basis @ self.setting.z)

    def _turned(self, ordered: Array) -> Array:
        """Return matrices (..., d, d) in the coordinates given, from those in descending rate."""
        F = np.eye(self.setting.a.size)[:, self.setting.order]
        if self.setting.basis is not None:
            F = self.setting.basis @ F
        return np.asarray(F @ ordered @ F.T)

    def _W(self, t: Any) -> Array:
        times = self._checked(t)
        return self.path.W(times.ravel()).reshape(*times.shape, *[self.setting.a.size] * 2)

    def _checked(self, t: Any) -> Array:
        """Return times as an array of floats; ValueError where one is not finite, below 0 or beyond the end."""
        times = np.asarray(t, dtype=float)
        until = "" if np.isinf(self.end) else f" and at most {self.end:.6g}, where the run ends"
        wrong = times[~(np.isfinite(times) & (times >= 0) & (times <= self.end))]
        if wrong.size:
            raise ValueError(f"t must be finite, at least 0{until}, got {wrong.flat[0]:g}")
        return times
