"""A function mapped over tasks by any `concurrent.futures.Executor`, finished work kept on disk, whatever is killed on the way.

The list of tasks, not the number of workers, decides what is computed together, so results are the same bits for one worker
and for many. Results are written by the caller's process as they arrive; a later call with the same tasks computes only what is
missing.

`processes` makes the default executor; any other will do, such as that of a Dask cluster.

A `Store` has one file per task, named by the SHA-256 of the task's printed value, of the function and of the code of this
package: a changed protocol, seed or block, or changed code, is another file; changed comments and docstrings are not. A file
appears only when it is whole; whatever else lies there is ignored.

NumPy is not imported before arrays are there: a fresh worker must still be able to say how many threads its BLAS may take.

Legend: a task is any value whose `repr` determines it; a result is a mapping of names to arrays.
"""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol, TypeVar

from numerics.array_files import read_arrays, write_arrays
from numerics.processes import Processes

Task = TypeVar("Task")
Result = Mapping[str, Any]

#: What BLAS libraries read when they are loaded; one thread per worker, for workers are what is parallel.
THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def _single_thread() -> None:
    for name in THREADS:
        os.environ[name] = "1"


def cores() -> int:
    """Return the number of cores this process may use, which may be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processes(workers: int | None = None) -> Processes:
    """Return a pool of fresh processes, by default as many as there are cores, each with single-threaded BLAS.

    Raises
    ------
    ValueError : if `workers` is less than one
    """
    workers = cores() if workers is None else workers
    if workers < 1:
        raise ValueError(f"workers must be >= 1, got {workers}")
    return Processes(workers, get_context("spawn"), _single_thread)


def key(name: str, task: object) -> str:
    """Return the name of a task's file: hexadecimal SHA-256 of the code, the function's name and the task's `repr`."""
    return hashlib.sha256(f"{sources()}\n{name}\n{task!r}".encode()).hexdigest()


@cache
def sources(package: Path = Path(__file__).parent) -> str:
    """Return the hexadecimal SHA-256 of the code of a package, all its rooms: results of other code are not taken for its own.

    What counts is the syntax tree, without docstrings; comments and layout are not in it.
    """
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package).as_posix()}\n{_code(path.read_text(encoding='utf-8'))}\n".encode())
    return digest.hexdigest()


def _code(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
            del node.body[0]
    return ast.dump(tree)


class Shelf(Protocol):
    """Where results are kept, and looked for."""

    def load(self, name: str, task: Any) -> dict[str, Any] | None:
        """Return the result of a task, by the name of its function, or None."""

    def save(self, name: str, task: Any, result: Result) -> None:
        """Keep the result of a task."""


@dataclass(frozen=True)
class Store:
    """Results in a directory, which is made when first written to."""

    directory: Path

    def load(self, name: str, task: object) -> dict[str, Any] | None:
        """Return the stored result of a task, or None if there is none that can be read."""
        try:
            return read_arrays(self.directory / f"{key(name, task)}.npz")
        except ValueError:
            return None

    def save(self, name: str, task: object, result: Result) -> None:
        """Write the result of a task, whole or not at all."""
        self.directory.mkdir(parents=True, exist_ok=True)
        write_arrays(self.directory / f"{key(name, task)}.npz", result)


def sweep(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    executor: Executor | None = None,
    store: Shelf | None = None,
    on_done: Callable[[int, int], None] | None = None,
) -> list[dict[str, Any]]:
    """Return `function(task)` for every task, in order.

    Parameters
    ----------
    function : importable by name, so that other processes find it; returns names and arrays
    tasks : values whose `repr` determines them
    executor : where to compute; None computes here, one after the other
    store : where finished work is kept and looked for; None keeps nothing
    on_done : called with the number of finished tasks and of all, at first and after each one

    Raises
    ------
    ValueError : if two tasks have the same `repr`
    """
    if len({repr(task) for task in tasks}) != len(tasks):
        raise ValueError("tasks must differ in their repr, got two alike")
    name = f"{function.__module__}.{function.__qualname__}"
    found = {} if store is None else {index: store.load(name, task) for index, task in enumerate(tasks)}
    results: dict[int, dict[str, Any]] = {index: result for index, result in found.items() if result is not None}

    def computed() -> Iterator[tuple[int, Result]]:
        missing = [index for index in range(len(tasks)) if index not in results]
        if executor is None:
            yield from ((index, function(tasks[index])) for index in missing)
        else:
            futures = {executor.submit(function, tasks[index]): index for index in missing}
            yield from ((futures[future], future.result()) for future in as_completed(futures))

    report = on_done or (lambda done, total: None)
    report(len(results), len(tasks))
    for index, result in computed():
        if store is not None:
            store.save(name, tasks[index], result)
        results[index] = dict(result)
        report(len(results), len(tasks))
    return [results[index] for index in range(len(tasks))]
