"""Faults tried one after the other, or several at a time: what becomes of each.

    claim       a claim is not as expected, and its outcome is not ERROR
    test        no claim that ran before notices it; an assertion of a test does
    crash       nothing but exceptions: a claim is an ERROR, a test ends otherwise than by an assertion, an import fails
    timeout     nothing but a claim or test that takes far longer than without the fault
    missed      all as without the fault
    equivalent  declared to change nothing; not tried

After a crash or a timeout the trial goes on, to see whether something notices the fault by its own judgement; tests that only run
claims say nothing then, and are left out. It ends when its time is up; how many claims and tests it did not come to is part of
the verdict.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from numerics.processes import undisturbed
from verify.mutation.faults import Fault
from verify.mutation.subject import Copy
from verify.mutation.tasks import COLLECTION, CRASH, KILLED, run_claims, run_tests
from verify.mutation.workers import END, Child, Message, listen, start

CLAIM, TEST, TIMEOUT, MISSED, EQUIVALENT = "claim", "test", "timeout", "missed", "equivalent"
VERDICTS = (CLAIM, TEST, CRASH, TIMEOUT, MISSED, EQUIVALENT)
#: A claim or test hangs when it takes this many times what it takes without a fault, and so many seconds more.
TIMES, MORE = 10.0, 10.0
#: Where tests stand that look at theory and numerics themselves, and not only through claims and commands.
DIRECT = ("tests/theory/", "tests/numerics/")
#: Claims that take so many seconds are run before the tests of the file's own, others after them.
CHEAP = 1.0
#: How many that were not come to are named.
NAMED = 5


@dataclass(frozen=True)
class Verdict:
    """What became of a fault.

    Parameters
    ----------
    verdict : one of the six above
    by : the claim or test that it rests on
    detail : what that said
    ran : how many claims and tests ran
    unrun : some of those that were not come to
    unrun_count : how many they are
    seconds : wall time
    """

    verdict: str
    by: str = ""
    detail: str = ""
    ran: int = 0
    unrun: tuple[str, ...] = ()
    unrun_count: int = 0
    seconds: float = 0.0


@dataclass
class Trial:
    """A fault that is being tried.

    Parameters
    ----------
    fault : what is wrong
    tree : the project with it
    claims, tests : to run, each in its order
    usual : seconds that each takes without it
    limit : seconds for all of them together
    """

    fault: Fault
    tree: Path
    claims: list[str]
    tests: list[str]
    usual: dict[str, float]
    limit: float
    began: float = field(default_factory=time.monotonic)
    child: Child | None = None
    of_claims: bool = False
    batch: list[str] = field(default_factory=list)
    task: str = ""
    since: float = 0.0
    ran: int = 0
    by: dict[str, tuple[str, str]] = field(default_factory=dict)
    verdict: Verdict | None = None

    def go_on(self) -> None:
        """Start a child for what is left, or come to a verdict."""
        self.stop()
        if time.monotonic() - self.began > self.limit or not (self.claims or self.tests):
            self._conclude()
            return
        self.of_claims, self.batch = self._next()
        self.task, self.since = "", time.monotonic()
        with undisturbed():
            self.child = start(self.tree, run_claims if self.of_claims else run_tests, self.batch)

    def _next(self) -> tuple[bool, list[str]]:
        """Return what to run next, and whether it is claims: cheap claims, tests of the file's own, claims, tests."""
        own = self.fault.own_tests()
        cheap = [name for name in self.claims if self.usual.get(name, 0.0) <= CHEAP]
        nearby = [name for name in self.tests if name.startswith(own)]
        if cheap or not nearby:
            return bool(self.claims), cheap or self.claims[:] or self.tests[:]
        return False, nearby

    def stop(self) -> None:
        """End the child, if there is one."""
        if self.child is not None:
            self.child.stop()
            self.child = None

    def hear(self, message: Message) -> None:
        """Take what the child says."""
        kind = message[0]
        if kind == "start":
            self.task, self.since = message[1], time.monotonic()
        elif kind == "done":
            self._done(*message[1:4])
        elif message == END:
            for names in (self.claims, self.tests):  # Whatever it did not run is not there any more.
                names[:] = [name for name in names if name not in self.batch]
            self.go_on()
        else:
            self._done(self.task or "import", CRASH, f"its process {kind}: {str(message[1])[-120:]}")
            if self.verdict is None:
                self.go_on()

    def look(self) -> None:
        """See whether what runs takes too long."""
        now = time.monotonic()
        if self.child is None:
            return
        if now - self.since > TIMES * self.usual.get(self.task, 1.0) + MORE:
            usual = self.usual.get(self.task, 0.0)
            self._done(self.task or "import", TIMEOUT, f"{now - self.since:.0f} s, {usual:.1f} s without the fault")
            if self.verdict is None:
                self.go_on()
        elif now - self.began > self.limit:
            self.stop()
            self._conclude()

    def _done(self, name: str, outcome: str, detail: str) -> None:
        names = self.claims if self.of_claims else self.tests
        if name in names:
            names.remove(name)
            self.ran += 1
        if outcome == KILLED:
            self.by[CLAIM if self.of_claims else TEST] = (name, detail)
            self.stop()
            self._conclude()
        elif outcome in (CRASH, TIMEOUT):
            self.by.setdefault(outcome, (name, detail))
            if self.of_claims:
                self.tests = [test for test in self.tests if test.startswith(DIRECT)]
            if name in ("import", COLLECTION):  # Nothing of the project, or no test, can be loaded.
                self.stop()
                self.claims.clear()
                self.tests.clear()
                self._conclude()

    def _conclude(self) -> None:
        left = [*self.claims, *self.tests]
        verdict = next((name for name in VERDICTS if name in self.by), MISSED)
        if verdict in (CLAIM, TEST):
            left = []
        by, detail = self.by.get(verdict, ("", "" if self.ran else "nothing executes it"))
        seconds = time.monotonic() - self.began
        self.verdict = Verdict(verdict, by, detail, self.ran, tuple(left[:NAMED]), len(left), seconds)


def try_all(
    faults: Iterable[Fault],
    copy: Copy,
    planned: Callable[[Fault], tuple[Sequence[str], Sequence[str]]],
    usual: dict[str, float],
    limit: float,
    jobs: int,
    on_verdict: Callable[[Fault, Verdict], None],
) -> None:
    """Try faults, at most `jobs` at a time, and report the verdict on each as it comes.

    Parameters
    ----------
    planned : returns the claims and the tests to run on a fault
    usual : seconds that each takes without a fault
    limit : seconds for one fault
    """
    waiting = iter(faults)
    active: list[Trial] = []
    is_over = False
    try:
        while active or not is_over:
            while len(active) < jobs and not is_over:
                fault = next(waiting, None)
                if fault is None:
                    is_over = True
                    break
                source = (copy.tree / fault.file).read_bytes()
                tree = copy.with_fault(f"fault-{fault.key}", fault.file, fault.put_in(source))
                claims, tests = planned(fault)
                active.append(Trial(fault, tree, list(claims), list(tests), usual, limit))
                active[-1].go_on()
            by_child = {id(trial.child): trial for trial in active if trial.child is not None}
            for child, message in listen([trial.child for trial in active if trial.child is not None]):
                trial = by_child[id(child)]
                if trial.child is child and trial.verdict is None:
                    trial.hear(message)
            for trial in active:
                if trial.verdict is None:
                    trial.look()
            for trial in [trial for trial in active if trial.verdict is not None]:
                active.remove(trial)
                copy.remove(trial.tree)
                on_verdict(trial.fault, trial.verdict)  # type: ignore[arg-type]
    finally:
        for trial in active:
            trial.stop()
