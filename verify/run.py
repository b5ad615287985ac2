"""The runner: claims in parallel, each with its own random numbers, the crash of one being its own ERROR.

A claim that raises is an ERROR. A claim that takes its process down with it (a segmentation fault, an exit) is found by
running those that were under way again, one by one, each in a process of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from verify.claim import Claim, Correctable, Mutant, Outcome, Result, sound

#: The seed of every claim, together with its id: part of what is claimed.
SEED = 20250424


@dataclass(frozen=True)
class MutantReport:
    """How many mutants of a claim were run, which survived, and why others failed to run."""

    total: int
    survivors: tuple[str, ...]

    @property
    def killed(self) -> int:
        """Return how many came out as they must."""
        return self.total - len(self.survivors)


@dataclass(frozen=True)
class Report:
    """A claim's result, and its mutants where they were run."""

    claim: Claim
    result: Result
    mutants: MutantReport | None = None

    @property
    def as_expected(self) -> bool:
        """Return whether the outcome is the expected one and no mutant survived."""
        return self.result.outcome is self.claim.expected and not (self.mutants and self.mutants.survivors)


def generator(identifier: str) -> np.random.Generator:
    """Return a claim's own random numbers, the same wherever and beside whatever it runs."""
    return np.random.default_rng([SEED, zlib.crc32(identifier.encode())])


def check(claim: Claim) -> Result:
    """Run one claim and return its result; whatever it raises is an ERROR with its reason."""
    return _timed(claim, lambda rng: claim.method.run(list(claim.equations()), rng))


def check_mutants(claim: Claim, correction: Claim | None = None) -> MutantReport:
    """Run the mutants of a claim, each with the claim's own random numbers.

    The mutants of a false statement would be false as well; instead its correction goes through the same check and must
    come out VERIFIED, so that the check is seen to be able to pass.
    """
    survivors = []
    total = 0
    try:
        for mutant in _mutants(claim, correction):
            total += 1
            outcome = _timed(claim, mutant.check).outcome
            if outcome is not mutant.expected:
                survivors.append(f"{mutant.name} ({outcome.value})")
    except Exception as failure:  # noqa: BLE001 (mutants that cannot be made are a failure of this claim's check alone)
        total += 1
        survivors.append(f"no further mutants could be made: {type(failure).__name__}: {failure}")
    return MutantReport(total, tuple(survivors))


def run(
    claims: dict[str, Claim],
    chosen: Sequence[Claim],
    *,
    jobs: int = 1,
    mutants: bool = False,
    files: Sequence[Path] = (),
    executor: Executor | None = None,
    on_report: Callable[[Report], None] | None = None,
) -> list[Report]:
    """Run claims on `jobs` processes, or on an executor, and return their reports in the order of the ledger.

    Parameters
    ----------
    claims : the whole ledger
    chosen : those to run
    jobs : number of processes, >= 1; 1 runs in this one
    mutants : whether to run the mutants as well
    files : the user's files of claims, for the processes to load
    executor : where to run them instead, such as that of a Dask cluster; it sees to the death of its workers itself
    on_report : called with each report as it comes
    """
    if jobs < 1:
        raise ValueError(f"jobs must be at least 1, got {jobs}")
    found: dict[str, Report] = {}
    if executor is not None:
        source = _elsewhere(chosen, executor, mutants, files)
    else:
        source = _serial(claims, chosen, mutants) if jobs == 1 else _parallel(chosen, jobs, mutants, files)
    for identifier, result, mutated in source:
        report = Report(claims[identifier], result, mutated)
        found[identifier] = report
        if on_report is not None:
            on_report(report)
    return [found[claim.id] for claim in chosen]


#: What one process hands back about one claim.
Finding = tuple[str, Result, MutantReport | None]


def _serial(claims: dict[str, Claim], chosen: Sequence[Claim], mutants: bool) -> Iterator[Finding]:
    for claim in chosen:
        yield find(claims, claim.id, mutants)


def find(claims: dict[str, Claim], identifier: str, mutants: bool) -> Finding:
    """Return what is found about one claim of a ledger, in this process."""
    claim = claims[identifier]
    correction = claims.get(claim.corrected_by) if claim.corrected_by else None
    return identifier, check(claim), check_mutants(claim, correction) if mutants else None


def _parallel(chosen: Sequence[Claim], jobs: int, mutants: bool, files: Sequence[Path]) -> Iterator[Finding]:
    waiting = [claim.id for claim in chosen]
    while waiting:
        with _pool(min(jobs, len(waiting))) as pool:
            under_way = {pool.submit(_task, tuple(files), identifier, mutants): identifier for identifier in waiting}
            done: set[str] = set()
            for future in _as_completed(under_way):
                if isinstance(future.exception(), BrokenProcessPool):
                    break
                done.add(under_way[future])
                yield _finding(future, under_way[future])
        waiting = [identifier for identifier in waiting if identifier not in done]
        if waiting:  # The pool broke: whichever comes first alone gets past, or is the one that broke it.
            yield _alone(waiting.pop(0), files, mutants)


def _elsewhere(chosen: Sequence[Claim], executor: Executor, mutants: bool, files: Sequence[Path]) -> Iterator[Finding]:
    futures = {executor.submit(_task, tuple(files), claim.id, mutants): claim.id for claim in chosen}
    for future in _as_completed(futures):
        yield _finding(future, futures[future])


def _alone(identifier: str, files: Sequence[Path], mutants: bool) -> Finding:
    with _pool(1) as pool:
        future = pool.submit(_task, tuple(files), identifier, mutants)
        if isinstance(future.exception(), BrokenProcessPool):
            return identifier, Result(Outcome.ERROR, reason="its process died"), None
        return _finding(future, identifier)


def _finding(future: Future[Finding], identifier: str) -> Finding:
    failure = future.exception()
    if failure is None:
        return future.result()
    return identifier, Result(Outcome.ERROR, reason=f"{type(failure).__name__}: {failure}"), None


def _as_completed(futures: dict[Future[Finding], str]) -> Iterator[Future[Finding]]:
    pending = set(futures)
    while pending:
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        yield from done


def _task(files: tuple[Path, ...], identifier: str, mutants: bool) -> Finding:
    return find(_ledger_of(files), identifier, mutants)


@cache
def _ledger_of(files: tuple[Path, ...]) -> dict[str, Claim]:
    """Return the ledger as a process of workers knows it, read once."""
    from verify.ledger import ledger

    return ledger(files)


@contextmanager
def _pool(jobs: int) -> Iterator[Executor]:
    """Give a pool of processes: forked where that is safe, and so without importing everything again.

    Whoever leaves by an exception, such as an interruption, does not wait for what is under way.
    """
    threads = threading.active_count() > 1 or _native_threads() > 1
    method = "fork" if sys.platform == "linux" and not threads else "spawn"
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context(method))
    try:
        yield pool
    except BaseException:
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _native_threads() -> int:
    tasks = Path(f"/proc/{os.getpid()}/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 2


def _mutants(claim: Claim, correction: Claim | None) -> Iterator[Mutant]:
    if claim.expected is Outcome.REFUTED and isinstance(claim.method, Correctable):
        yield from claim.method.corrections(correction)
    else:
        yield from claim.method.mutants(list(claim.equations()))


def _timed(claim: Claim, action: Callable[[np.random.Generator], Result]) -> Result:
    started = time.perf_counter()
    try:
        result = sound(action(generator(claim.id)))
    except Exception as failure:  # noqa: BLE001 (whatever a claim raises is that claim's own ERROR)
        text = " ".join(str(failure).split())
        result = Result(Outcome.ERROR, reason=f"{type(failure).__name__}: {text}")
    return replace(result, seconds=time.perf_counter() - started)
