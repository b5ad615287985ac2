"""The runner: claims in parallel, each with its own random numbers, the crash of one being its own ERROR.

A claim that raises, SystemExit and KeyboardInterrupt included, is an ERROR. A claim that takes its process down with it (a
segmentation fault, an exit) is found by running those that were under way again, one by one, each in a process of its own.
"""

from __future__ import annotations

import importlib
import multiprocessing
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np

from numerics.processes import Processes
from verify.claim import Claim, Correctable, Mutant, Outcome, Result, sound
from verify.containment import EscapeError, can_fork, contained
from verify.ledger import Unloaded, missing_modules, read, rests_on, why_missing

#: The seed of every claim, together with its id: part of what is claimed.
SEED = 20250424
#: Among more claims than this some integrate: SciPy is then loaded once, before processes are forked, and not in each.
MANY = 20
#: Why a claim of which no fault could be made is vacuous.
NO_MUTANT = "no mutant could be made: nothing would turn it red"
#: The same of a claim that is expected to be refuted: nothing shows that its check can pass.
NO_CORRECTION = "no correction could be made: nothing would turn it green"


@dataclass(frozen=True)
class MutantReport:
    """How many mutants of a claim were run, which survived, and why some of these failed to run."""

    total: int
    survivors: tuple[str, ...]
    errors: tuple[str, ...] = ()

    @property
    def killed(self) -> int:
        """Return how many came out as they must."""
        return self.total - len(self.survivors)


@dataclass(frozen=True)
class Report:
    """A claim's result, and its mutants where they were run.

    `rests_on_red` are the claims it depends on, itself or through others, that are not as expected.
    """

    claim: Claim
    result: Result
    mutants: MutantReport | None = None
    rests_on_red: tuple[str, ...] = ()

    @property
    def as_expected(self) -> bool:
        """Return whether the outcome is the expected one and no mutant survived."""
        return self.result.outcome is self.claim.expected and not (self.mutants and self.mutants.survivors)


class Reports(list[Report]):
    """Reports of a run, in the order of the ledger, and what could not run or be read with the reasons.

    Parameters
    ----------
    reports : of the claims that ran
    skipped : (id, reason) of those that could not
    unloaded : files and packages of claims that could not be used, an error each
    """

    def __init__(
        self,
        reports: Iterable[Report] = (),
        skipped: Iterable[tuple[str, str]] = (),
        unloaded: Iterable[Unloaded] = (),
    ) -> None:
        super().__init__(reports)
        self.skipped = list(skipped)
        self.unloaded = list(unloaded)

    @property
    def as_expected(self) -> bool:
        """Return whether every outcome is the expected one, no mutant survived, and every file of claims could be used."""
        return not self.unloaded and all(report.as_expected for report in self)


#: What a process finds about a claim, which itself stays where it is.
Finding = tuple[Result, MutantReport | None]
#: Finds it by the id of the claim.
Task = Callable[[str], Finding]


def generator(identifier: str) -> np.random.Generator:
    """Return a claim's own random numbers, the same wherever and beside whatever it runs."""
    return np.random.default_rng([SEED, zlib.crc32(identifier.encode())])


def check(claim: Claim) -> Result:
    """Run one claim and return its result; whatever it raises is an ERROR with its reason."""

    def everything(rng: np.random.Generator) -> Result:
        for say in (claim.method.describe, claim.method.falsifier):
            say()  # a claim that cannot say what is done and what would refute it is an error as well
        return claim.run(rng)

    return _timed(claim, everything)


def check_mutants(claim: Claim, correction: Claim | None = None) -> MutantReport:
    """Run the mutants of a claim, each with the claim's own random numbers.

    The mutants of a false statement would be false as well; instead its correction goes through the same check and must
    come out VERIFIED, so that the check is seen to be able to pass.
    """
    survivors: list[str] = []
    errors: list[str] = []
    total = 0
    try:
        with contained():
            if claim.expected is Outcome.REFUTED and isinstance(claim.method, Correctable):
                mutants = claim.method.corrections(correction)
            else:
                mutants = claim.method.mutants(claim.made())
            for mutant in _with_spoilt(mutants, claim):
                total += 1
                result = _timed(claim, mutant.check)
                if result.outcome is not mutant.expected:
                    survivors.append(f"{mutant.name} ({result.outcome.value})")
                if result.outcome is Outcome.ERROR is not mutant.expected:
                    errors.append(f"mutant {mutant.name}: {result.reason}")
    except EscapeError as failure:  # mutants that cannot be made are a failure of this claim's check alone
        total += 1
        errors.append(f"no further mutants could be made: {failure}")
        survivors.append(errors[-1])
    return MutantReport(total, tuple(survivors), tuple(errors))


def _with_spoilt(mutants: Iterable[Mutant], claim: Claim) -> Iterator[Mutant]:
    """Yield a method's mutants and, if it has any, the claim with each of its equations spoilt in turn.

    It must then be false, or, for a refuted claim, an ERROR: the counterexample has other values than those stated.
    """
    from verify.algebra.mutate import spoilt

    found = False
    for mutant in mutants:
        found = True
        yield mutant
    equations = claim.made() if found else []
    for number, equation in enumerate(equations):
        changed = [*equations[:number], spoilt(equation), *equations[number + 1 :]]
        expected = Outcome.ERROR if claim.expected is Outcome.REFUTED else Outcome.REFUTED
        yield Mutant(f"{equation.id} with -3 times its right side", partial(claim.method.run, changed), expected)


def run(
    claims: dict[str, Claim],
    chosen: Sequence[Claim],
    *,
    jobs: int = 1,
    mutants: bool = False,
    files: Sequence[Path] = (),
    executor: Executor | None = None,
    on_report: Callable[[Report], None] | None = None,
    apart: bool = False,
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
    apart : whether a single job is a process of its own as well, so that a claim cannot take this one down
    """
    if jobs < 1:
        raise ValueError(f"jobs must be at least 1, got {jobs}")
    missing = {claim.id: missing_modules(claim) for claim in chosen}
    able = [identifier for identifier, modules in missing.items() if not modules]
    if executor is None and jobs == 1 and not apart:
        source = ((identifier, find(claims, identifier, mutants)) for identifier in able)
    else:
        task = partial(_task, tuple(files), mutants)
        futures = _in_pools(claims, task, able, jobs) if executor is None else _submitted(task, able, executor)
        source = ((identifier, _finding(future)) for identifier, future in futures)
    found: dict[str, Report] = {}
    for identifier, finding in source:
        found[identifier] = Report(claims[identifier], *finding)
        if on_report is not None:
            on_report(found[identifier])
    skipped = [(identifier, why_missing(modules)) for identifier, modules in missing.items() if modules]
    return Reports(_resting(claims, [found[identifier] for identifier in able]), skipped)


def find(claims: dict[str, Claim], identifier: str, mutants: bool) -> Finding:
    """Return what is found about one claim of a ledger, in this process.

    When mutants are asked for, a claim one of whose mutants fails to run is an ERROR, one of which none can be made VACUOUS.
    """
    claim = claims[identifier]
    correction = claims.get(claim.corrected_by) if claim.corrected_by else None
    result = check(claim)
    if not mutants:
        return result, None
    made = check_mutants(claim, correction)
    if result.outcome is not claim.expected:
        return result, made
    if made.errors:
        result = replace(result, outcome=Outcome.ERROR, reason=made.errors[0])
    elif made.total == 0:
        reason = NO_CORRECTION if claim.expected is Outcome.REFUTED else NO_MUTANT
        result = replace(result, outcome=Outcome.VACUOUS, reason=reason)
    return result, made


def _resting(claims: dict[str, Claim], reports: Sequence[Report]) -> Iterator[Report]:
    """Yield the reports, those that rest on what is not as expected saying so."""
    red = {report.claim.id for report in reports if not report.as_expected}
    for report in reports:
        below = set(rests_on(report.claim, claims)) if red else set()
        resting = tuple(name for name in claims if name in red & below)
        yield replace(report, rests_on_red=resting) if resting else report


def _in_pools(claims: dict[str, Claim], task: Task, waiting: list[str], jobs: int) -> Iterator[tuple[str, Future[Finding]]]:
    if len(waiting) > MANY:
        importlib.import_module("scipy.integrate")
    together = True
    while waiting:
        batch = waiting if together else waiting[:1]
        done = set()
        with _pool(min(jobs, len(batch)), claims) as pool:
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
    try:
        with contained():
            return future.result()
    except EscapeError as failure:
        died = isinstance(failure.__cause__, BrokenProcessPool)
        return Result(Outcome.ERROR, reason="its process died" if died else str(failure)), None


def _task(files: tuple[Path, ...], mutants: bool, identifier: str) -> Finding:
    return find(_inherited or _read_once(files), identifier, mutants)


#: The ledger that a process of workers was forked with.
_inherited: dict[str, Claim] = {}


@cache
def _read_once(files: tuple[Path, ...]) -> dict[str, Claim]:
    """Return the ledger as a process of workers reads it that was not forked."""
    return read(files).claims


def _pool(jobs: int, claims: dict[str, Claim]) -> Processes:
    """Return a pool of processes: forked where that is safe, and so without importing everything again."""
    kind, known = ("fork", claims) if can_fork() else ("spawn", {})
    return Processes(jobs, multiprocessing.get_context(kind), _inherited.update, known)


def _timed(claim: Claim, action: Callable[[np.random.Generator], Result]) -> Result:
    started = time.perf_counter()
    try:
        with contained():
            result = sound(action(generator(claim.id)), claim.evidence)
    except EscapeError as failure:  # whatever a claim raises is that claim's own ERROR
        result = Result(Outcome.ERROR, reason=str(failure))
    return replace(result, seconds=time.perf_counter() - started)
