r"""The corollary and the lemmas of Appendix D along many trajectories of admissible starts at once, in doubles.

How far a lemma is from failing is its excess, at most 0 where it holds: ln(left/right), or left - right for D.4 to D.6.

    corollary_d1  with P^2       |N_ij| <= 2 (d - 1) gamma (P beta omega)^2, while minor entries are at most P beta omega
    d1, d1_minor  as printed     for i = j, and at d = 2 for all entries; for i < j at d >= 3
    d2            as printed     at some times in its window: the sign, the bound from below, the initial phase
    d3            from pivots    w_ii >= c_i e^(2 a_i t / kappa) in its window
    d4            as printed     as w_ii' >= 2 a_i (1 - w_ii) w_ii / kappa for P beta omega < w_ii < 1 - 1/K, of which it follows
    d5, d6        as printed     0 <= w_ii <= 1 + 2/K;  w_ii >= 1 - 2/K from when it first was
    d7, d8        as printed     |w_ij| <= max(|w_ij(t_0)|, omega) for all t_0 with w_ii > .8 until then;  |w_ij| <= P beta omega

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D, as transcribed; i is the stronger concept in D.7.

Legend: n trajectories, always the last axis; a (d, n); U, W (d, d, n); t (n,) printed time, eta k after k steps
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.admissible import Starts
from numerics.flow.stacks import descent_step, fields, flow_step, flow_steps, gram, recurrence_step
from numerics.task.arrays import Array

#: Beside sqrt(w_ii w_jj), a smaller w_ij is the rounding of U U^T in doubles: Lemma D.7 is not judged by it.
TOLD = 1e-12
LEMMAS = ("corollary_d1", "d1", "d1_minor", "d2", "d3", "d4", "d5", "d6", "d7", "d8")


@dataclass
class Excesses:
    """The largest excess of every lemma so far, of each of the starts, by its name."""

    starts: Starts
    W0: Array
    pivots: Array
    largest: dict[str, Array]
    learned: Array
    caps: Array

    @classmethod
    def of(cls, starts: Starts, pivots: bool = True) -> Excesses:
        """Return those of trajectories that have not begun; without pivots D.3 starts from w_ii(0), as printed."""
        d, n = starts.a.shape
        W0 = gram(starts.U)
        own = np.stack([starts.U[i, i] ** 2 if pivots else W0[i, i] for i in range(d)])
        none = {name: np.full(n, -np.inf) for name in LEMMAS}
        return cls(starts, W0, own, none, np.zeros((d, n), bool), np.full((d, d, n), np.inf))

    def at(self, kept: np.ndarray) -> Excesses:
        """Return those of some of the starts."""
        largest = {name: values[kept] for name, values in self.largest.items()}
        return Excesses(
            self.starts.at(kept), self.W0[..., kept], self.pivots[:, kept], largest, self.learned[:, kept], self.caps[..., kept]
        )

    def look(self, t: Array, W: Array) -> None:
        """Take in W at the times t of all trajectories."""
        s, a, d = self.starts, self.starts.a, len(self.starts.a)
        K, kappa, reach = s.K, s.kappa, s.reach
        pairs = [(i, j) for i in range(d) for j in range(i + 1, d)]
        sizes = np.abs(W)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            minor = np.max([sizes[pair] for pair in pairs], axis=0)
            self._raise("d8", np.log(minor / reach))
            early, own = t <= s.ln_p / (2 * s.gamma * kappa) * (1 + 1e-12), fields(W, a)
            for i in range(d):
                w, growth = W[i, i], 2 * a[i] * t
                self._raise("d5", np.maximum(-w, w - 1 - 2 / K))
                self._raise("d1", np.log(w / self.W0[i, i]) - growth * kappa)
                window = t <= np.log(reach / self.W0[i, i]) / (2 * a[i] * kappa)
                self._raise("d3", np.where(window, np.log(self.pivots[i] / w) + growth / kappa, -np.inf))
                between = (w > reach) & (w < 1 - 1 / K)
                self._raise("d4", np.where(between, 1 - kappa * own[i, i] / (2 * a[i] * w * (1 - w)), -np.inf))
                self.learned[i] |= w >= 1 - 2 / K
                self._raise("d6", np.where(self.learned[i], 1 - 2 / K - w, -np.inf))
                noise = sum(((a[i] + a[k]) * sizes[i, k] ** 2 for k in range(d) if k != i), np.zeros_like(t))
                self._interaction(noise, minor)
            for i, j in pairs:
                grown = np.log(sizes[i, j] / np.abs(self.W0[i, j])) - (a[i] + a[j]) * kappa * t
                self._raise("d1" if d == 2 else "d1_minor", grown)
                told = sizes[i, j] > TOLD * np.sqrt(np.abs(W[i, i] * W[j, j]))
                self._raise("d7", np.where(told, np.log(sizes[i, j] / self.caps[i, j]), -np.inf))
                cap = np.minimum(self.caps[i, j], np.maximum(sizes[i, j], s.omega))
                self.caps[i, j] = np.where((W[i, i] > 0.8) | np.isfinite(self.caps[i, j]), cap, np.inf)
                others = (k for k in range(d) if k not in (i, j))
                noise = sum((W[k, i] * W[k, j] * (a[i] + a[j] + 2 * a[k]) / 2 for k in others), np.zeros_like(t))
                self._interaction(np.abs(noise), minor)
            for i in range(d):
                for j in range(i, d):
                    lower = np.log(np.abs(self.W0[i, j]) / sizes[i, j]) + (a[i] + a[j]) * t / kappa
                    broken = np.where(
                        W[i, j] * np.sign(self.W0[i, j]) > 0, np.maximum(lower, np.log(sizes[i, j] / reach)), np.inf
                    )
                    self._raise("d2", np.where(early & (t > 0), broken, -np.inf))

    def _interaction(self, noise: Array, minor: Array) -> None:
        """Take in |N_ij|: Cor. D.1 with P^2, while minor entries are in the initial phase."""
        s = self.starts
        bound = 2 * (len(s.a) - 1) * s.gamma * s.reach**2
        self._raise("corollary_d1", np.where(minor <= s.reach, np.log(noise / bound), -np.inf))

    def _raise(self, name: str, excess: Array) -> None:
        self.largest[name] = np.fmax(self.largest[name], excess)


def horizon(starts: Starts) -> Array:
    """Return a time at which the last concept is learned, by its pivot."""
    d = len(starts.a)
    times = [np.log(1 / np.minimum(starts.U[i, i] ** 2, 0.1)) / (2 * starts.a[i]) for i in range(d)]
    return np.max(times, axis=0) * 1.02 + 4 / starts.a[-1]


def along_the_flow(starts: Starts, looks: int = 4, every: int = 3, pivots: bool = True) -> dict[str, Array]:
    """Return the largest excess of every lemma along the flow, shape (n,).

    looks : how often the window of D.2 is looked at; later times are every so many steps
    """
    n = starts.a.shape[1]
    result = {name: np.full(n, -np.inf) for name in LEMMAS}
    places, seen, U, t = np.arange(n), Excesses.of(starts, pivots), starts.U.copy(), np.zeros(n)
    ends, window = horizon(starts), starts.ln_p / (2 * starts.gamma * starts.kappa)
    count = 0
    while places.size:
        W = gram(U)
        if count <= looks or count % every == 0:
            seen.look(t, W)
        count += 1
        if not (going := t < ends).all():
            for name, values in seen.largest.items():
                result[name][places[~going]] = values[~going]
            places, seen, U, t = places[going], seen.at(going), U[..., going], t[going]
            W, ends, window = W[..., going], ends[going], window[going]
        if places.size:
            h = np.minimum(flow_steps(W, seen.starts.a), ends - t)
            h = np.where(t < window * (1 - 1e-9), np.minimum(h, np.maximum(np.minimum(window / looks, window - t), 0)), h)
            U, t = flow_step(U, seen.starts.a, h), t + h
    return result


def along_iterates(starts: Starts, iterate: str, every: int = 10, pivots: bool = True) -> dict[str, Array]:
    """Return the same along gradient descent on U ("gd") or the recurrence, at the largest step of D.2.

    every : looked at after so many steps

    While w_11 < 10^-17 the rows of U grow by 1 + eta a_i alone, to the last digit of a double, and so many steps are one product.
    """
    a, eta, seen = starts.a, starts.eta, Excesses.of(starts, pivots)
    linear = np.floor(np.log(1e-17 / seen.W0[0, 0]) / (2 * np.log1p(eta * a[0]))).astype(int)
    U, k = starts.U * np.exp(linear * np.log1p(eta * a))[:, None], linear
    state = U if iterate == "gd" else gram(U)
    last = int((horizon(starts) / eta).max())
    while (k < last).any():
        seen.look(k * eta, gram(state) if iterate == "gd" else state)
        with np.errstate(over="ignore", invalid="ignore"):  # the recurrence may diverge
            for _ in range(every):
                state = (descent_step if iterate == "gd" else recurrence_step)(state, a, eta)
        k = k + every
    return seen.largest
