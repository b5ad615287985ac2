"""The runner: claims in parallel, each with its own random numbers, the crash of one being its own ERROR.

A claim that raises is an ERROR. A claim that takes its process down with it (a segmentation fault, an exit) is found by
running those that were under way again, one by one, each in a process of its own.
"""

from __future__ import annotations

import importlib
import multiprocessing
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np

from verify.claim import Claim, Correctable, Outcome, Result, sound
from verify.ledger import ledger, missing_modules

#: The seed of every claim, together with its id: part of what is claimed.
SEED = 20250424
#: Among more claims than this some integrate: SciPy is then loaded once, before processes are forked, and not in each.
MANY = 20


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


class Reports(list[Report]):
    """Reports of a run, in the order of the ledger, and the claims that could not run with the reasons.

    Parameters
    ----------
    reports : of the claims that ran
    skipped : (id, reason) of those that could not
    """

    def __init__(self, reports: Iterable[Report] = (), skipped: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(reports)
        self.skipped = list(skipped)

    @property
    def as_expected(self) -> bool:
        """Return whether every outcome is the expected one and no mutant survived."""
        return all(report.as_expected for report in self)


#: What a process finds about a claim, which itself stays where it is.
Finding = tuple[Result, MutantReport | None]
#: Finds it by the id of the claim.
Task = Callable[[str], Finding]


def generator(identifier: str) -> np.random.Generator:
    """Return a claim's own random numbers, the same wherever and beside whatever it runs."""
    return np.random.default_rng([SEED, zlib.crc32(identifier.encode())])


def check(claim: Claim) -> Result:
    """Run one claim and return its result; whatever it raises is an ERROR with its reason."""
    return _timed(claim, claim.run)


def check_mutants(claim: Claim, correction: Claim | None = None) -> MutantReport:
    """Run the mutants of a claim, each with the claim's own random numbers.

    The mutants of a false statement would be false as well; instead its correction goes through the same check and must
    come out VERIFIED, so that the check is seen to be able to pass.
    """
    survivors, total = [], 0
    try:
        if claim.expected is Outcome.REFUTED and isinstance(claim.method, Correctable):
            mutants = claim.method.corrections(correction)
        else:
            mutants = claim.method.mutants(list(claim.equations()))
        for mutant in mutants:
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
) -> Reports:
    """Run claims on `jobs` processes, or on an executor, those that lack a module left out.

    Parameters
    ----------
    claims : the whole ledger
    chosen : those to run, in the order of the reports
    jobs : number of processes, >= 1; 1 runs in this one
    mutants : whether to run the mutants as well
    files : the user's files of claims, for the processes to load
    executor : where to run them instead, such as that of a Dask cluster; it sees to the death of its workers itself
    on_report : called with each report as it comes
    """
    if jobs < 1:
        raise ValueError(f"jobs must be at least 1, got {jobs}")
    missing = {claim.id: ", ".join(missing_modules(claim)) for claim in chosen}
    able = [identifier for identifier, modules in missing.items() if not modules]
    if executor is None and jobs == 1:
        source = ((identifier, find(claims, identifier, mutants)) for identifier in able)
    else:
        task = partial(_task, tuple(files), mutants)
        futures = _in_pools(task, able, jobs) if executor is None else _submitted(task, able, executor)
        source = ((identifier, _finding(future)) for identifier, future in futures)
    found: dict[str, Report] = {}
    for identifier, finding in source:
        found[identifier] = Report(claims[identifier], *finding)
        if on_report is not None:
            on_report(found[identifier])
    skipped = [(identifier, f"needs {modules}") for identifier, modules in missing.items() if modules]
    return Reports([found[identifier] for identifier in able], skipped)


def find(claims: dict[str, Claim], identifier: str, mutants: bool) -> Finding:
    """Return what is found about one claim of a ledger, in this process."""
    claim = claims[identifier]
    correction = claims.get(claim.corrected_by) if claim.corrected_by else None
    return check(claim), check_mutants(claim, correction) if mutants else None


def _in_pools(task: Task, waiting: list[str], jobs: int) -> Iterator[tuple[str, Future[Finding]]]:
    if len(waiting) > MANY:
        importlib.import_module("numerics.flow.integrate")
    together = True
    while waiting:
        batch = waiting if together else waiting[:1]
        done = set()
        with _pool(min(jobs, len(batch))) as pool:
            for identifier, future in _submitted(task, batch, pool):
                if together and isinstance(future.exception(), BrokenProcessPool):
                    break
                done.add(identifier)
                yield identifier, future
        waiting = [identifier for identifier in waiting if identifier not in done]
        together = not together  # The pool broke: whichever comes first alone gets past, or is the one that broke it.


def _submitted(task: Task, identifiers: Sequence[str], executor: Executor) -> Iterator[tuple[str, Future[Finding]]]:
    futures = {executor.submit(task, identifier): identifier for identifier in identifiers}
    yield from ((futures[future], future) for future in as_completed(futures))


def _finding(future: Future[Finding]) -> Finding:
    failure = future.exception()
    if failure is None:
        return future.result()
    died = isinstance(failure, BrokenProcessPool)
    return Result(Outcome.ERROR, reason="its process died" if died else f"{type(failure).__name__}: {failure}"), None


def _task(files: tuple[Path, ...], mutants: bool, identifier: str) -> Finding:
    return find(_ledger_of(files), identifier, mutants)


#: The ledger as a process of workers knows it, read once.
_ledger_of = cache(ledger)


@contextmanager
def _pool(jobs: int) -> Iterator[Executor]:
    """Give a pool of processes: forked where that is safe, and so without importing everything again.

    Whoever leaves by an exception, such as an interruption, does not wait for what is under way.
    """
    tasks = Path("/proc/self/task")  # on Linux alone
    is_safe = tasks.is_dir() and len(list(tasks.iterdir())) == 1
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork" if is_safe else "spawn"))
    try:
        yield pool
    except BaseException:
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _timed(claim: Claim, action: Callable[[np.random.Generator], Result]) -> Result:
    started = time.perf_counter()
    try:
        result = sound(action(generator(claim.id)))
    except Exception as failure:  # noqa: BLE001 (whatever a claim raises is that claim's own ERROR)
        text = " ".join(str(failure).split())
        result = Result(Outcome.ERROR, reason=f"{type(failure).__name__}: {text}")
    return replace(result, seconds=time.perf_counter() - started)
