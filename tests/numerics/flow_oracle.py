"""An independent 60-digit solution of the flow, for tests: mpmath, and the entry form in place of matrices.

    w_ij' = w_ij (a_i + a_j) - 1/2 w_ij [w_ii (3a_i + a_j) + 1{i != j} w_jj (3a_j + a_i)]
            - 1/2 sum_{k not in {i,j}} w_ki w_kj (a_i + a_j + 2a_k)

Short Taylor steps whose last terms are far below the last digit kept; it is checked against mpmath.odefun.
"""

from __future__ import annotations

from fractions import Fraction

from mpmath import mp, mpf, workdps

DIGITS = 68
ORDER = 45
Table = dict[tuple[int, int], list[mpf]]


def number(q: Fraction) -> mpf:
    return mpf(q.numerator) / q.denominator


def entry_series(start: list[list[mpf]], a: list[mpf], order: int) -> Table:
    d = len(a)
    w: Table = {(i, j): [start[i][j]] for i in range(d) for j in range(i, d)}

    def product(p: tuple[int, int], q: tuple[int, int], n: int) -> mpf:
        x, y = w[min(p), max(p)], w[min(q), max(q)]
        return mp.fdot(x[: n + 1], y[n::-1])

    for n in range(order):
        slopes = {}
        for i, j in w:
            value = w[i, j][n] * (a[i] + a[j]) - product((i, j), (i, i), n) * (3 * a[i] + a[j]) / 2
            if i != j:
                value -= product((i, j), (j, j), n) * (3 * a[j] + a[i]) / 2
            for k in set(range(d)) - {i, j}:
                value -= product((k, i), (k, j), n) * (a[i] + a[j] + 2 * a[k]) / 2
            slopes[i, j] = value
        for key, value in slopes.items():
            w[key].append(value / (n + 1))
    return w


class Oracle:
    """W(t) at any 0 <= t <= horizon, to about 60 digits."""

    def __init__(self, W0: list[list[Fraction]], a: list[Fraction], horizon: Fraction, step: Fraction) -> None:
        self.step, self.d = step, len(a)
        self.series: list[Table] = []
        with workdps(DIGITS):
            W = [[number(entry) for entry in row] for row in W0]
            rates = [number(rate) for rate in a]
            for _ in range(int(horizon / step) + 1):
                self.series.append(entry_series(W, rates, ORDER))
                W = self._value(self.series[-1], number(step))

    def _value(self, series: Table, s: mpf) -> list[list[mpf]]:
        values = {key: mp.polyval(c[::-1], s) for key, c in series.items()}
        return [[values[min(i, j), max(i, j)] for j in range(self.d)] for i in range(self.d)]

    def __call__(self, t: Fraction) -> list[list[mpf]]:
        k = int(t / self.step)
        with workdps(DIGITS):
            return self._value(self.series[k], number(t - k * self.step))

    def slopes(self, t: Fraction, z: list[Fraction]) -> list[mpf]:
        """L, L', L'' at probe z, from the series of y = (W - I) z."""
        k = int(t / self.step)
        with workdps(DIGITS):
            s = number(t - k * self.step)
            total = [mpf(0)] * 3
            for i in range(self.d):
                entries = [self.series[k][min(i, j), max(i, j)] for j in range(self.d)]
                y = [mp.fsum(number(x) * c[n] for x, c in zip(z, entries, strict=True)) for n in range(ORDER + 1)]
                y[0] -= number(z[i])
                v, dv, ddv = (_derivative_at(y, s, m) for m in range(3))
                total = [total[0] + v * v / 2, total[1] + v * dv, total[2] + dv * dv + v * ddv]
            return total


def _derivative_at(c: list[mpf], s: mpf, m: int) -> mpf:
    for _ in range(m):
        c = [n * x for n, x in enumerate(c)][1:]
    return mp.polyval(c[::-1], s)
