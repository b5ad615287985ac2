"""A recorder for a training loop of any framework: arrays in, a log out that `compare` reads.

    with record("run.csv", mu=(1, 1.5)) as log:
        ...
        log(step, model(log.probes))

A row is written whole, at once, and handed to the system: of a run that is killed everything logged until then can be read.

Source: elementary.

Legend: s concepts, d dimensions, m probes; probes (m, d), x_hat first; outputs (m, d), a row for each probe; W (d, d).
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from numerics.files import check_writable
from numerics.task.arrays import Array
from numerics.task.identity_mapping import Task
from numerics.training_log.reading import JSON_LINES

#: So many dimensions still have an entry of W named by two digits.
DIGITS = 9


class Recorder:
    """Writes a row for every call, to a .csv or .jsonl.

    Parameters
    ----------
    path : of the log; a file that is there is written anew
    mu : signals, shape (s,)
    dim : d, by default s
    compositions : v of each further probe, by default the s training centres

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """

    def __init__(self, path: Any, mu: Any, dim: int | None = None, compositions: Sequence[Sequence[int]] | None = None) -> None:
        self.path = Path(path)
        if self.path.suffix.lower() not in (".csv", *JSON_LINES):
            raise ValueError(f"path must end in .csv or .jsonl, got {path}")
        signals = tuple(np.atleast_1d(np.asarray(mu, dtype=float)).tolist())
        task = Task(signals, (0.0,) * len(signals), dim)
        wanted = np.eye(len(signals), dtype=int).tolist() if compositions is None else [list(v) for v in compositions]
        points = [task.probe(), *(task.probe(v) for v in wanted)]
        #: The points whose outputs are logged, shape (m, d): x_hat, then x_hat(v) of each composition.
        self.probes: Array = np.stack(points)
        d = task.dimension
        marks = ["out_", *("out_" + "".join(str(int(bit)) for bit in v) + "_" for v in wanted)]
        self._outputs = [f"{mark}{k}" for mark in marks for k in range(1, d + 1)]
        join = "" if d <= DIGITS else "_"
        self._entries = [f"w_{i}{join}{j}" for i in range(1, d + 1) for j in range(1, d + 1)]
        self._names: list[str] | None = None
        self._step = -1.0
        self._file: int | None = None
        try:
            check_writable(self.path)
        except OSError as failure:
            raise ValueError(f"path must be a writable file, got {path}: {failure.strerror or failure}") from None

    def __enter__(self) -> Recorder:
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            os.fsync(self._file)
            os.close(self._file)
            self._file = None

    def __call__(self, step: Any, outputs: Any, *, train_loss: Any = None, W: Any = None) -> None:
        """Log a step: the outputs at `probes`, shape (m, d), and, if they are given, the training loss and W, shape (d, d).

        What is given the first time must be given every time.

        Raises
        ------
        ValueError : naming the argument, the rule and the value
        """
        if self._file is None:
            raise ValueError("log must be called within its with block, got a call outside")
        number = float(_array("step", step, ()))
        if not number > self._step or number != round(number):
            raise ValueError(f"step must be a whole number above the one before, got {number:.12g} after {self._step:.12g}")
        found = _array("outputs", outputs, self.probes.shape)
        row = {"step": int(number), "test_loss": 0.5 * float(np.sum((found[0] - self.probes[0]) ** 2))}
        if train_loss is not None:
            row["train_loss"] = float(_array("train_loss", train_loss, ()))
        row |= dict(zip(self._outputs, found.ravel().tolist(), strict=True))
        if W is not None:
            size = self.probes.shape[1]
            row |= dict(zip(self._entries, _array("W", W, (size, size)).ravel().tolist(), strict=True))
        self._write(row)
        self._step = number

    def _write(self, row: dict[str, Any]) -> None:
        lines = []
        is_table = self.path.suffix.lower() == ".csv"
        if self._names is None:
            self._names = list(row)
            lines = [",".join(row)] if is_table else []
        elif list(row) != self._names:
            other = sorted({*row} ^ {*self._names})[0]
            raise ValueError(f"train_loss and W must be given every time or never, got a row that differs in {other}")
        lines.append(",".join(map(repr, row.values())) if is_table else json.dumps(row))
        os.write(self._file or 0, ("\n".join(lines) + "\n").encode())


def _array(name: str, value: Any, shape: tuple[int, ...]) -> Array:
    """Return finite numbers of a shape, of any framework whose arrays NumPy takes, gradients let go."""
    plain = value.detach() if hasattr(value, "detach") else value
    plain = plain.cpu() if hasattr(plain, "cpu") else plain
    try:
        found = np.asarray(plain, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be an array of numbers, got {type(value).__name__}") from None
    if found.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {found.shape}")
    if not np.isfinite(found).all():
        raise ValueError(f"{name} must be finite, got {found[~np.isfinite(found)][0]}")
    return found
