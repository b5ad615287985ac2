"""Two free layers integrated to as many digits as one asks for: Taylor series in numbers of python-flint, not rigorous.

    W_n = sum_k B_k C_{n-k},   G_n = (W_n - delta_n0 I) A
    (n + 1) B_{n+1} = -sum_k G_k C_{n-k}^T,   (n + 1) C_{n+1} = -sum_k B_k^T G_{n-k}
    step            h = min over n = p-1, p of (tolerance |X_0| / |X_n|)^{1/n}

A rise of the test loss of 1e-12 beside a loss of 1 has few digits left in doubles; here it has all of them.

Source: elementary (Cauchy products).

Legend: B = W_2 (d, h), C = W_1 (h, d); A = diag(a); p order; z (d,) test point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb, arb_mat, ctx

from numerics.task.layers import Layers

#: Decimals of the numbers, and of a step beside the size of the layers.
DIGITS, TOLERANCE_DIGITS = 60, 45
#: Order of the series.
ORDER = 40
#: Halvings of a bracket of a turning point.
HALVINGS = 60


@dataclass(frozen=True)
class Swing:
    """What a run gives: the rise from a minimum to the next maximum of the test loss, and w_21, w_12, 1 - w_11 between them."""

    rise: float
    lower: float
    upper: float
    rest: float


def precise_swing(layers: Layers, a: Sequence[float], z: Sequence[float], end: float) -> Swing:
    """Return the first rise of the test loss at d = 2 of two layers, exact floats, integrated to time `end`.

    Raises
    ------
    ValueError : if the test loss does not rise before `end`
    """
    with ctx.workdps(DIGITS):
        return _swing(layers, [arb(rate) for rate in a], [arb(entry) for entry in z], arb(end))


def _swing(layers: Layers, a: list[arb], z: list[arb], end: arb) -> Swing:
    C, B = (arb_mat(layer.tolist()) for layer in layers)
    A = arb_mat(2, 2, [a[0], 0, 0, a[1]])
    t, turns = arb(0), []
    while t < end:
        series = _series(B, C, A)
        h = arb.min(_step(series), end - t).mid()
        slopes = [_loss(series, z, s)[1] for s in (arb(0), h)]
        if (slopes[0] > 0) != (slopes[1] > 0):
            s = _root(series, z, h)
            turns.append((_loss(series, z, s)[0], _product(series, s)))
            if len(turns) == 2:
                break
        B, C = _at(series[0], h), _at(series[1], h)
        t = (t + h).mid()
    if len(turns) < 2:
        raise ValueError(f"test loss must rise before t = {float(end):g}, but does not")
    (low, W), (high, _) = turns
    return Swing(float(high - low), float(W[1, 0]), float(W[0, 1]), float(1 - W[0, 0]))


def _series(B: arb_mat, C: arb_mat, A: arb_mat) -> tuple[list[arb_mat], list[arb_mat]]:
    """Return B_0, ..., B_p and C_0, ..., C_p."""
    second, first, pull = [B], [C], []
    turned, crossed = [C.transpose()], [B.transpose()]
    unit = arb_mat(2, 2, [1, 0, 0, 1])
    for n in range(ORDER):
        W = _convolved(second, first, n)
        pull.append((W - unit) * A if n == 0 else W * A)
        second.append((_convolved(pull, turned, n) * (arb(-1) / (n + 1))).mid())
        first.append((_convolved(crossed, pull, n) * (arb(-1) / (n + 1))).mid())
        turned.append(first[-1].transpose())
        crossed.append(second[-1].transpose())
    return second, first


def _convolved(left: list[arb_mat], right: list[arb_mat], n: int) -> arb_mat:
    total = left[0] * right[n]
    for k in range(1, n + 1):
        total += left[k] * right[n - k]
    return total


def _step(series: tuple[list[arb_mat], list[arb_mat]]) -> arb:
    def size(n: int) -> float:
        return max(float(abs(entry)) for part in series for entry in part[n].entries())

    wanted = size(0) * 10.0**-TOLERANCE_DIGITS
    return arb(min((wanted / max(size(n), 1e-300)) ** (1 / n) for n in (ORDER - 1, ORDER)))


def _at(part: list[arb_mat], s: arb) -> arb_mat:
    value = part[-1]
    for matrix in reversed(part[:-1]):
        value = value * s + matrix
    return value.mid()


def _product(series: tuple[list[arb_mat], list[arb_mat]], s: arb) -> arb_mat:
    return _at(series[0], s) * _at(series[1], s)


def _loss(series: tuple[list[arb_mat], list[arb_mat]], z: list[arb], s: arb) -> tuple[arb, arb]:
    """Return the test loss and its slope at s."""
    slopes = [[matrix * n for n, matrix in enumerate(part)][1:] for part in series]
    (B, C), (dB, dC) = [_at(part, s) for part in series], [_at(part, s) for part in slopes]
    point = arb_mat(2, 1, z)
    y, dy = (B * C * point - point).entries(), ((dB * C + B * dC) * point).entries()
    return sum((entry * entry for entry in y), arb(0)) / 2, sum((p * q for p, q in zip(y, dy, strict=True)), arb(0))


def _root(series: tuple[list[arb_mat], list[arb_mat]], z: list[arb], h: arb) -> arb:
    """Return where the slope changes sign, by bisection."""
    low, high = arb(0), h
    before = _loss(series, z, low)[1] > 0
    for _ in range(HALVINGS):
        middle = ((low + high) / 2).mid()
        low, high = (middle, high) if (_loss(series, z, middle)[1] > 0) == before else (low, middle)
    return low
