"""What may notice a fault, run in a child: claims with their own seeds, and tests.

Each is announced before it runs and reported after it, with one of

    passed    as without the fault
    killed    a claim that is not as expected; a test that an assertion of its own failed
    crash     a claim whose outcome is ERROR; a test that some other exception ended; an import that fails

The first `killed` ends the run.
"""

from __future__ import annotations

import importlib
import subprocess
import time
from collections.abc import Iterator, Sequence
from typing import Any

from verify.mutation.workers import Send

PASSED, KILLED, CRASH = "passed", "killed", "crash"
#: What pytest is told: nothing kept, the same examples every time.
OPTIONS = (
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of plugins that are loaded already
    "-q",
    "--no-header",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "--continue-on-collection-errors",
    "--hypothesis-seed=0",
)
#: What stands for the tests before the first of them, and how pytest ends when it fails itself.
COLLECTION, FAILURES = "collection", (3, 4)
#: Characters kept of what an exception says.
DETAIL = 200


def run_claims(send: Send, names: Sequence[str]) -> None:
    """Run claims in the given order until one is not as expected, and report each."""
    started = time.perf_counter()
    send(("start", "import"))
    try:
        everything = importlib.import_module("verify.ledger").ledger()
        runner = importlib.import_module("verify.run")
    except BaseException as failure:  # noqa: BLE001 (whatever an import raises)
        send(("done", "import", CRASH, brief(failure), time.perf_counter() - started))
        return
    for name in names:
        send(("start", name))
        started = time.perf_counter()
        outcome, detail = of_claim(runner, everything, name)
        send(("done", name, outcome, detail, time.perf_counter() - started))
        if outcome == KILLED:
            return


def of_claim(runner: Any, everything: Any, name: str) -> tuple[str, str]:
    """Return what becomes of one claim, and how."""
    if name not in everything:
        return CRASH, "the claim is gone"
    try:
        report = runner.Report(everything[name], *runner.find(everything, name, False))
    except BaseException as failure:  # noqa: BLE001 (an exit is the claim's own)
        return CRASH, brief(failure)
    if report.as_expected:
        return PASSED, ""
    if report.result.outcome.value == "ERROR":
        return CRASH, report.result.reason[:DETAIL]
    return KILLED, f"{report.result.outcome.value} {report.result.reason}".strip()[:DETAIL]


def run_tests(send: Send, names: Sequence[str]) -> None:
    """Run tests in the given order until one fails, and report each."""
    import pytest

    files = list(dict.fromkeys(name.partition("::")[0] for name in names))
    send(("start", COLLECTION))
    status = pytest.main([*OPTIONS, *files], plugins=[Watch(send, names)])
    if status in FAILURES:
        send(("done", COLLECTION, CRASH, f"pytest ended with {status!r}", 0.0))


class Watch:
    """A plugin of pytest that runs the named tests in the order of their names, and reports each.

    Parameters
    ----------
    send : to the parent
    names : of the tests, None for all that there are
    """

    def __init__(self, send: Send, names: Sequence[str] | None) -> None:
        self.send = send
        self.order = None if names is None else {name: place for place, name in enumerate(names)}
        self.session: Any = None
        self.began = 0.0
        self.worst = (PASSED, "")

    def pytest_sessionstart(self, session: Any) -> None:
        """Remember whom to stop."""
        self.session = session

    def pytest_collectreport(self, report: Any) -> None:
        """Report a file that cannot be imported."""
        if report.failed:
            self.send(("done", report.nodeid, CRASH, "\n".join(str(report.longrepr).splitlines()[-1:])[:DETAIL], 0.0))

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep the named tests, in their order."""
        if self.order is not None:
            order = self.order
            items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Announce a test."""
        self.send(("start", nodeid))
        self.began, self.worst = time.perf_counter(), (PASSED, "")

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        """Note how a part of a test failed."""
        import pytest

        if call.excinfo is None or call.excinfo.errisinstance(pytest.skip.Exception):
            if call.excinfo is not None and self.worst[0] == PASSED:
                self.worst = ("skipped", "")
        elif self.worst[0] != KILLED:
            self.worst = (KILLED if is_assertion(call.excinfo.value) else CRASH, brief(call.excinfo.value))

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Report a test, and stop at one that failed."""
        self.send(("done", nodeid, *self.worst, time.perf_counter() - self.began))
        if self.worst[0] == KILLED and self.order is not None:
            self.session.shouldstop = "a test has failed"


def is_assertion(failure: BaseException) -> bool:
    """Return whether a test itself says that something is wrong, by an assertion or its like."""
    import pytest

    if isinstance(failure, BaseExceptionGroup):
        return any(is_assertion(part) for part in failure.exceptions)
    return isinstance(failure, AssertionError | pytest.fail.Exception | subprocess.CalledProcessError)


def brief(failure: BaseException) -> str:
    """Return an exception in one line."""
    return " ".join(f"{type(failure).__name__}: {failure}".split())[:DETAIL]


def blocks(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield names by `size` at a time."""
    for first in range(0, len(names), size):
        yield names[first : first + size]
