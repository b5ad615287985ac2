"""Logs of networks trained by plain code, held against the theory: how often the verdict is right.

`python -m benchmarks training_logs` takes fresh seeds and prints the table of verdicts; `confusion` is what the tests call.

    right     as it is stated                                   described
    rate      a learning rate twice or half that stated         not described
    squared   rates a^2                                         not described
    biases    biases are trained                                not described
    loss      logged losses without the factor 1/2              not described
    noise     as stated, 1% of noise on every figure            described
    cut       as stated, ended before the last is learned       described
    sampled   as stated, samples and minibatches                described

Where W(0) is fitted, open is right as well.

Legend: X (N, d) points; layers W_l, b_l; d = 2 to 4.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.table import Row
from numerics.task.arrays import Array
from verify.compare import compare

KINDS = ("right", "rate", "squared", "biases", "loss", "noise", "cut", "sampled")
#: What must be said of each.
WANTED = dict.fromkeys(KINDS, "not described") | dict.fromkeys(("right", "noise", "cut", "sampled"), "described")
MODELS = ("one-layer", "tied", "untied", "deep")
COLUMNS = (
    ("test_loss",),
    ("test_loss", "train_loss"),
    ("test_loss", "out"),
    ("out",),
    ("w",),
    ("test_loss", "train_loss", "out", "w"),
)
#: A training is over when its loss is this part of its first, or after so many steps; so many rows are logged.
OVER, MOST_STEPS, ROWS = 1e-4, 12_000, 100
#: Samples of a cluster and of a batch, where there are any.
SAMPLES, BATCH = 1000, 50


@dataclass(frozen=True)
class Case:
    """A log and what is said of its training: arguments of `compare`; its kind, and what the truth is where it is another."""

    kind: str
    log: dict[str, Array]
    said: dict[str, Any]


class Plain:
    """A network as one writes it: layers with or without biases, tied or not, trained on points."""

    def __init__(self, layers: list[Array], tied: bool, biases: bool) -> None:
        self.layers, self.tied = [layer.copy() for layer in layers], tied
        self.biases = [np.zeros(len(layer)) for layer in self.layers] if biases else None
        if tied and biases:
            self.biases = [np.zeros(len(layers[0].T)), np.zeros(len(layers[0]))]

    def weights(self) -> list[Array]:
        """Return W_1, ..., W_L."""
        return [self.layers[0].T, self.layers[0]] if self.tied else self.layers

    def __call__(self, X: Array) -> Array:
        """Return f at points (N, d)."""
        return self.passed(X)[-1]

    def passed(self, X: Array) -> list[Array]:
        """Return what every layer makes of points, themselves first."""
        states = [X]
        for number, W in enumerate(self.weights()):
            states.append(states[-1] @ W.T + (self.biases[number] if self.biases is not None else 0.0))
        return states

    def step(self, X: Array, eta: float) -> None:
        """Go a step of gradient descent on the mean of 1/2 |f(x) - x|^2."""
        weights, states = self.weights(), self.passed(X)
        back, changes = (states[-1] - X) / len(X), []
        for number in reversed(range(len(weights))):
            changes.append((back.T @ states[number], back.sum(axis=0)))
            back = back @ weights[number]
        changes.reverse()
        if self.tied:
            self.layers[0] -= eta * (changes[0][0].T + changes[1][0])
            if self.biases is not None:
                self.biases[1] -= eta * changes[1][1]
            return
        for number, (change, shift) in enumerate(changes):
            self.layers[number] -= eta * change
            if self.biases is not None:
                self.biases[number] -= eta * shift


def points(mu: Array, sigma: Array) -> Array:
    """Return points whose mean and second moment are exactly those of the clusters."""
    d = mu.size
    found = [
        mu[p] * np.eye(d)[p] + sign * np.sqrt(d) * sigma[j] * np.eye(d)[j] for p in range(d) for j in range(d) for sign in (1, -1)
    ]
    return np.array(found)


def made(seed: int, kind: str, fitted: bool) -> Case:
    """Return a log of a kind."""
    rng = np.random.default_rng([seed, KINDS.index(kind), fitted])
    d = int(rng.integers(2, 4 if fitted else 5))
    model = MODELS[int(rng.integers(2 if fitted and d == 3 else 4))]
    mu, sigma = np.sort(rng.uniform(0.8, 2.2, d)), rng.uniform(0.05, 0.4, d)
    scale = 10 ** rng.uniform(-2.5, -0.7)
    if model == "one-layer":
        layers = [scale * rng.standard_normal((d, d))]
    elif model == "tied":
        layers = [np.sqrt(scale) * rng.random((d, d))]
    else:
        depth = 2 if model == "untied" else 3
        layers = [(scale ** (1 / depth) + 0.1) * rng.standard_normal((d, d)) for _ in range(depth)]
    X = points(mu, sigma)
    if kind == "sampled":
        X = np.concatenate([mu[p] * np.eye(d)[p] + sigma * rng.standard_normal((SAMPLES, d)) for p in range(d)])
    if kind == "squared":
        A = X.T @ X / len(X)
        values, vectors = np.linalg.eigh(A)
        X = X @ (vectors * np.sqrt(values)) @ vectors.T
    rates = sigma**2 + mu**2 / d
    eta = float(f"{rng.uniform(0.01, 0.05) / rates.max():.3g}")
    true_eta = eta * (rng.choice([0.5, 2.0]) if kind == "rate" else 1.0)
    network = Plain(layers, model == "tied", kind == "biases")
    log = trained(network, X, mu, true_eta, rng if kind == "sampled" else None)
    keep = COLUMNS[int(rng.integers(len(COLUMNS)))]
    if kind == "loss":
        keep = (("test_loss",), ("test_loss", "train_loss"), COLUMNS[-1])[int(rng.integers(3))]
    log = {name: values for name, values in log.items() if name == "step" or name.startswith(keep)}
    if kind == "cut":
        rows = max(int(len(log["step"]) * rng.uniform(0.3, 0.6)), 12)
        log = {name: values[:rows] for name, values in log.items()}
    if kind == "loss":
        log |= {name: 2 * values for name, values in log.items() if name.endswith("loss")}
    if kind == "noise":
        log |= {name: values * (1 + 0.01 * rng.standard_normal(len(values))) for name, values in log.items() if name != "step"}
    said: dict[str, Any] = {"mu": mu.tolist(), "sigma": sigma.tolist(), "model": model, "eta": str(eta)}
    if kind == "sampled":
        said |= {"samples": SAMPLES, "batch": BATCH}
    if fitted and model == "deep":
        said["depth"] = 3
    if not fitted:
        start = layers[0] @ layers[0].T if model == "tied" else layers[0] if model == "one-layer" else layers
        said["W0"] = start.tolist() if isinstance(start, np.ndarray) else [layer.tolist() for layer in start]
    return Case(kind, log, said)


def trained(network: Plain, X: Array, mu: Array, eta: float, rng: np.random.Generator | None) -> dict[str, Array]:
    """Return the log of a training to its end: a row every so many steps, about ROWS of them."""
    d, rows = mu.size, []
    order: list[Array] = []
    first = None
    for step in range(MOST_STEPS + 1):
        off = network(X) - X
        loss = 0.5 * float(np.mean(np.sum(off**2, axis=1)))
        first = loss if first is None else first
        at = network(mu[None])[0]
        W = network(np.eye(d)).T - network(np.zeros((1, d))).T
        rows.append([step, 0.5 * float(np.sum((at - mu) ** 2)), loss, *at, *W.ravel()])
        if loss < OVER * first or (rng is not None and step > 3000):
            break
        if rng is None:
            network.step(X, eta)
            continue
        if not order:
            order = list(np.array_split(rng.permutation(len(X)), len(X) // BATCH))
        network.step(X[order.pop()], eta)
    table = np.array(rows)[:: max(len(rows) // ROWS, 1)]
    names = ["step", "test_loss", "train_loss", *(f"out_{k + 1}" for k in range(d))]
    names += [f"w_{i + 1}{j + 1}" for i in range(d) for j in range(d)]
    return dict(zip(names, table.T, strict=True))


def right(case: Case, answer: Any, fitted: bool) -> bool:
    """Return whether a verdict is right."""
    return answer.verdict == WANTED[case.kind] or (fitted and answer.verdict == "open")


def named(case: Case, answer: Any) -> bool:
    """Return whether what is wrong is among the causes."""
    wanted = {"squared": "squared rates", "biases": "biases", "loss": "loss", "rate": "time"}[case.kind]
    causes = [cause for cause in answer.causes if cause["cause"] == wanted]
    if case.kind == "rate":
        return any(min(abs(cause["time_factor"] - factor) for factor in (0.5, 2.0)) < 0.02 for cause in causes)
    return any(case.kind != "loss" or abs(cause["loss_factor"] - 2) < 0.02 for cause in causes)


def confusion(seeds: range, fitted: bool, kinds: tuple[str, ...] = KINDS, show: bool = False) -> dict[str, Counter[str]]:
    """Return how often each verdict is given, by kind; the kinds take turns."""
    found: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    for seed in seeds:
        case = made(seed, kinds[seed % len(kinds)], fitted)
        started = time.perf_counter()
        answer = compare(case.log, **case.said)
        found[case.kind][answer.verdict] += 1
        if WANTED[case.kind] == "not described" and answer.verdict == "not described":
            found[case.kind]["named" if named(case, answer) else "not named"] += 1
        if show and not (right(case, answer, fitted)):
            names = " ".join(case.log)
            sys.stderr.write(
                f"seed {seed} {case.kind} {case.said['model']} {names}: {answer.verdict}: {answer.reason} "
                f"({time.perf_counter() - started:.1f} s)\n"
            )
    return found


def rows() -> list[Row]:
    """Return the rows of the table of benchmarks."""
    made_rows = []
    first = int(np.random.default_rng().integers(10**6, 10**9))
    for fitted, count in ((False, 150), (True, 50)):
        started = time.perf_counter()
        found = confusion(range(first, first + count), fitted, show=True)
        seconds = (time.perf_counter() - started) / count
        good = sum(tally[WANTED[kind]] + (tally["open"] if fitted else 0) for kind, tally in found.items())
        said = "; ".join(f"{kind}: {', '.join(f'{n} {v}' for v, n in tally.items())}" for kind, tally in found.items())
        what = f"compare, {count} logs, W(0) {'fitted' if fitted else 'given'}"
        made_rows.append(Row(what, seconds, None, "", f"{good} verdicts of {count} are right; seeds from {first}: {said}"))
    return made_rows
