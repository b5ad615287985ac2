"""How predict and simulate grow with the dimension, beside the plain loop, and verify with the number of claims, beside SymPy."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterator, Sequence

import sympy

from benchmarks import plain
from benchmarks.table import Row, best
from numerics.answer import predicted, simulated
from numerics.predict import predict
from numerics.setting import Setting, setting
from numerics.simulate import simulate
from numerics.start import random_start
from theory.algebra.domain import Domain
from theory.algebra.equation import Equation
from verify.claim import Claim
from verify.methods.identity import Identity
from verify.run import run

DIMENSIONS = (8, 16, 32, 64)
CLAIMS = (16, 64, 256)
#: The plain loop takes steps of this length up to the horizon; so many are timed, and multiplied up.
ETA, TIMED = 0.01, 100
#: Predicts in a process of its own, and prints the most memory it has had, in KiB.
ALONE = """
import resource, sys
from benchmarks.growth import predicted, predict, question
predicted(predict(question(int(sys.argv[1]))))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def question(d: int) -> Setting:
    """Return d concepts of signals 1, 1.1, 1.2, ... from a random start."""
    return setting([1 + k / 10 for k in range(d)], [0.05] * d, random_start(0.05, 1, d))


def rows() -> Iterator[Row]:
    """Return the times by dimension and by number of claims; each remark has the exponent of growth since the row before."""
    yield from _dimensions()
    yield from _claims()


def _dimensions() -> Iterator[Row]:
    ours: dict[str, list[float]] = {"predict": [], "simulate": []}
    for d in DIMENSIONS:
        asked = question(d)
        A, W = asked.a, asked.W0
        horizon = predict(asked).horizon
        slow = horizon / ETA / TIMED * best(lambda W=W, A=A: plain.recurrence(W, A, ETA, TIMED), 3)  # type: ignore[misc]
        size = (
            int(subprocess.run([sys.executable, "-c", ALONE, str(d)], capture_output=True, check=True, text=True).stdout) // 1024
        )
        actions = {"predict": lambda: predicted(predict(asked)), "simulate": lambda: simulated(simulate(asked))}  # noqa: B023
        for name, action in actions.items():
            ours[name].append(best(action, 2))
            note = "; ".join(_since("d", DIMENSIONS, ours[name]) + ([f"{size} MiB"] if name == "predict" else []))
            yield Row(f"{name}, d = {d}", ours[name][-1], slow, f"plain loop to t = {horizon:.0f}, steps of {ETA}", note)


def _claims() -> Iterator[Row]:
    x = sympy.Symbol("x", positive=True)
    times: list[float] = []
    for number in CLAIMS:
        sides = [((x + k) ** 2, x**2 + 2 * k * x + k**2) for k in range(number)]
        claims = {f"growth.n{k}": _claim(f"growth.n{k}", *pair, x) for k, pair in enumerate(sides)}
        times.append(best(lambda claims=claims: run(claims, list(claims.values())), 2))  # type: ignore[misc]
        slow = best(lambda sides=sides: [sympy.simplify(left - right) == 0 for left, right in sides], 1)  # type: ignore[misc]
        yield Row(
            f"verify, {number} claims", times[-1], slow, "simplify alone, without points", "".join(_since("n", CLAIMS, times))
        )


def _claim(identifier: str, left: sympy.Expr, right: sympy.Expr, x: sympy.Symbol) -> Claim:
    def equations() -> list[Equation]:
        return [Equation(identifier, left, right, Domain({x: sympy.Interval.open(0, 10)}))]

    return Claim(identifier, "An identity.", "new", Identity(), equations)


def _since(letter: str, sizes: Sequence[int], times: Sequence[float]) -> list[str]:
    """Return how the last time grew since the one before, as a power of the size; nothing of the first."""
    if len(times) < 2:
        return []
    (before, size), (earlier, time) = sizes[len(times) - 2 : len(times)], times[-2:]
    return [f"grows like {letter}^{math.log(time / earlier) / math.log(size / before):.1f}"]
