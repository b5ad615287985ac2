"""One start of Fig. 5 and sweeps over many, beside the loops that they replace: a step at a time, and a start at a time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np

from benchmarks import plain
from benchmarks.table import Row, best
from numerics.answer import predicted, simulated
from numerics.ensemble import processes
from numerics.flow.series import integrate_many_by_series
from numerics.networks.protocols import FIGURE_5
from numerics.predict import predict
from numerics.setting import Setting, setting
from numerics.simulate import simulate
from numerics.start import random_start
from numerics.sweep.plan import plan
from numerics.sweep.table import run
from numerics.task.loss import test_loss

#: The released loop of Fig. 5.
ETA, STEPS = 0.01, 2000
#: Starts integrated side by side, settings of the sweep, and of how many the loops are timed, and multiplied up.
STARTS, TIMED = 500, 20
SWEPT = {"mu": "1,1.5,0.7", "sigma": "0.05,0.05,0.05", "init_scale": "1e-3:0.3:20", "seed": "0:49"}
WORKERS = 2
ASKED = ("--mu", "1,1.5", "--sigma", "0.05,0.05", "--dim", "3", "--init-scale", "0.2", "--seed", "2", "--json")
#: The loop as a program of its own, which draws its start as Fig. 5 does.
LOOP = """
import numpy as np
a, z, U = np.array([1.1275, 0.5025, 0.0]), np.array([1.5, 1.0, 0.0]), 0.2 * np.random.default_rng(2).random((3, 3))
A, W, states, losses = np.diag(a), U @ U.T, [], []
for _ in range(2000):
    residual = W @ z - z
    states.append(W)
    losses.append(0.5 * (residual @ residual))
    W = W + 0.01 * (W @ A + A @ W - 0.5 * (A @ W @ W + W @ W @ A + 2 * W @ A @ W))
print(losses[-1])
"""


def rows() -> Iterator[Row]:
    """Return one start in process and as a process, starts side by side, and a sweep."""
    yield from _one_start()
    yield from _many_starts()


def figure_5(seed: int) -> Setting:
    """Return a start of Fig. 5 as a setting."""
    return setting(FIGURE_5.mu, FIGURE_5.sigma, random_start(FIGURE_5.scale, seed, FIGURE_5.dim))


def _one_start() -> Iterator[Row]:
    question = figure_5(FIGURE_5.seed)
    a, W, z = question.ordered
    slow = best(lambda: plain.recorded(W, a, z, ETA, STEPS), 10)
    answer = simulate(question)
    _, losses = plain.recorded(W, a, z, ETA, STEPS)
    t = ETA * np.arange(STEPS + 1)
    off = float(np.max(np.abs(losses - test_loss(answer.path.W(t), z))))
    note = f"learning times, turning points, rise and area as well; the losses of the loop are off by up to {off:.1e}"
    beside = f"the released loop of {STEPS:,} steps"
    yield Row("simulate, one start of Fig. 5", best(lambda: simulated(simulate(question)), 30), slow, beside, note)
    command, loop = ([sys.executable, *rest] for rest in (("-m", "swingby", "simulate", *ASKED), ("-c", LOOP)))
    ours, theirs = (best(lambda call=call: subprocess.run(call, capture_output=True, check=True), 7) for call in (command, loop))  # type: ignore[misc]
    yield Row(
        "the same as a process", ours, theirs, "the loop in NumPy", "both mostly start Python and NumPy; torch is not installed"
    )


def _many_starts() -> Iterator[Row]:
    questions = [figure_5(seed) for seed in range(STARTS)]
    orders = [question.ordered for question in questions]
    ends = [predict(question).horizon for question in questions]
    runs = [order[0] for order in orders], [order[1] for order in orders], ends
    fast = best(lambda: [path.curve for path in integrate_many_by_series(*runs)], 3)
    some = list(zip(*runs, strict=True))[:TIMED]
    slow = STARTS / TIMED * best(lambda: [plain.by_solve_ivp(W, a, end) for a, W, end in some], 3)
    paths = integrate_many_by_series(*runs)
    off = max(
        float(np.max(np.abs(path.W(t) - np.moveaxis(plain.by_solve_ivp(W, a, end).sol(t).reshape(3, 3, -1), -1, 0))))
        for path, (a, W, end) in zip(paths, some, strict=False)
        for t in (np.linspace(0, end, 50),)
    )
    yield Row(
        f"{STARTS} starts of Fig. 5 integrated side by side", fast, slow, f"solve_ivp, from {TIMED}", f"they differ by {off:.1e}"
    )
    found = plan(**SWEPT)
    with processes(WORKERS) as pool:
        run(plan(**SWEPT | {"seed": "0"}), executor=pool)  # the processes have started
        begun = time.perf_counter()
        run(found, executor=pool)
        ours = time.perf_counter() - begun
    rows = list(found.rows())[:: len(found) // TIMED][:TIMED]

    def one_by_one() -> None:
        for row in rows:
            question = found.question(row).in_floats()
            said = predict(question)
            predicted(said)
            plain.by_solve_ivp(question.ordered[1], question.ordered[0], said.horizon)

    theirs = len(found) / len(rows) * best(one_by_one, 2)
    note = f"predicted with errors, simulated; {WORKERS} processes, {ours / len(found) * 1e4:.0f} s for 10,000"
    yield Row(
        f"sweep of {len(found):,} settings, d = 3", ours, theirs, f"predict and solve_ivp in a loop, from {len(rows)}", note
    )
