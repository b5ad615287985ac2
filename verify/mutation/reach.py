"""Which statements each claim and each test executes, as they note it themselves in a marked copy of the tree.

A claim is measured in a process of its own, a test after all caches of ours are emptied, so that nothing is missed because
something before it ran it already; processes that a test starts are measured with it. What fails without any fault is left out
and named.

Legend: a mask is an integer whose bit k says that the statement that begins in line k is executed.
"""

from __future__ import annotations

import functools
import gc
import importlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify.mutation.marks import Marks, numbered
from verify.mutation.subject import LAYERS, Copy, Subject
from verify.mutation.tasks import CRASH, FAILURES, OPTIONS, PASSED, Watch, of_claim
from verify.mutation.workers import Send, gather

#: Masks by file.
Lines = dict[str, int]
#: What decides which lines a claim executes.
CODE = ("theory", "numerics", "verify", "swingby.py", "pyproject.toml")
#: Seconds that one claim, or one file of tests, may take when it is measured.
LIMIT = 3600.0
#: Tests that are about the text of files, or that put faults of their own into it: what they say of a fault says nothing.
NO_WITNESSES = tuple(
    f"tests/{name}" for name in ("test_faults.py", "test_mirror.py", "test_imports.py", "test_layers.py", "verify/mutation/")
)


@dataclass
class Reach:
    """What was measured.

    Parameters
    ----------
    claims, tests : by name, the lines executed
    seconds : by name, how long it took
    red : by name, why it is left out: what it says without any fault
    imported : lines executed when everything is imported
    """

    claims: dict[str, Lines] = field(default_factory=dict)
    tests: dict[str, Lines] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    red: dict[str, str] = field(default_factory=dict)
    imported: Lines = field(default_factory=dict)


class Measured:
    """What is known of a checkout, kept in a file if there is one, measured where it is not known.

    Parameters
    ----------
    subject, copy : the checkout, and its copy
    file : where to keep it; None keeps it nowhere
    jobs : number of processes
    on_step : called with what is measured, how many are done and how many there are
    """

    def __init__(
        self, subject: Subject, copy: Copy, file: Path | None, jobs: int, on_step: Callable[[str, int, int], None]
    ) -> None:
        self.subject, self.copy, self.file, self.jobs, self.on_step = subject, copy, file, jobs, on_step
        self.known = self._read(subject.digest(*CODE))

    def claims(self, names: Sequence[str]) -> None:
        """Measure the claims that are not known yet."""
        missing = [name for name in names if name not in self.known["claims"]]
        if missing:
            self._measure("claims", measure_claim, missing)

    def tests(self) -> None:
        """Measure the files of tests that are not known yet as they stand."""
        files = sorted(path.relative_to(self.copy.tree).as_posix() for path in (self.copy.tree / "tests").rglob("test_*.py"))
        files = [file for file in files if not file.startswith(NO_WITNESSES)]
        digests = {file: Subject.digest(self.subject, file) for file in files}
        for file in [file for file in self.known["tests"] if self.known["tests"][file]["digest"] != digests.get(file)]:
            del self.known["tests"][file]
        missing = [file for file in files if file not in self.known["tests"]]
        if missing:
            self._measure("tests", measure_tests, missing, digests)

    def reach(self, names: Sequence[str], with_tests: bool) -> Reach:
        """Return what the named claims, and the tests, execute."""
        found = Reach(imported=_masks(self.known["imported"]))
        for name in names:
            if name in self.known["claims"]:
                self._add(found.claims, found, name, self.known["claims"][name])
        for entry in self.known["tests"].values() if with_tests else ():
            for name, known in entry["of"].items():
                self._add(found.tests, found, name, known)
        return found

    def _add(self, lines: dict[str, Lines], found: Reach, name: str, known: Mapping[str, Any]) -> None:
        if known["outcome"] == PASSED:
            lines[name], found.seconds[name] = _masks(known["lines"]), known["seconds"]
        else:
            found.red[name] = f"{known['outcome']} {known['detail']}".strip()

    def _measure(
        self, what: str, work: Callable[..., None], names: Sequence[str], digests: Mapping[str, str] | None = None
    ) -> None:
        done = 0
        found: dict[str, dict[str, Any]] = {file: {"digest": digest, "of": {}} for file, digest in (digests or {}).items()}
        self.on_step(what, 0, len(names))

        def take(message: tuple[Any, ...]) -> None:
            nonlocal done
            kind, name, outcome, detail, seconds, lines = message
            if kind == "claim":
                self.known["claims"][name] = {"outcome": outcome, "detail": detail, "seconds": seconds, "lines": lines}
            elif kind == "test":
                entry = {"outcome": outcome, "detail": detail, "seconds": seconds, "lines": lines}
                found[name.partition("::")[0]]["of"][name] = entry
            elif kind == "imported":
                for file, mask in lines.items():
                    self.known["imported"][file] = hex(int(self.known["imported"].get(file, "0"), 16) | int(mask, 16))
            else:  # All of it is said.
                done += 1
                if name in found:
                    self.known["tests"][name] = found[name]
                self.on_step(what, done, len(names))
                if done % 20 == 0:
                    self._write()

        files = self.subject.files()
        tree = self.copy.marked(files)
        for _, _, name, why in gather(tree, [(work, files, name) for name in names], self.jobs, take, LIMIT):
            entry = {"outcome": "crash", "detail": str(why)[-300:], "seconds": 0.0, "lines": {}}
            if name in found:
                found[name]["of"][name] = entry
                self.known["tests"][name] = found[name]
            else:
                self.known["claims"][name] = entry
        self._write()

    def _read(self, code: str) -> dict[str, Any]:
        empty: dict[str, Any] = {"schema": 1, "code": code, "claims": {}, "tests": {}, "imported": {}}
        if self.file is None or not self.file.exists():
            return empty
        try:
            known = json.loads(self.file.read_text(encoding="utf-8"))
            return known if known.get("schema") == 1 and known["code"] == code else empty
        except (OSError, ValueError, KeyError, AttributeError):
            return empty

    def _write(self) -> None:
        from numerics.files import write

        if self.file is not None:
            write(self.file, json.dumps(self.known))


def _masks(lines: Mapping[str, str]) -> Lines:
    return {file: int(mask, 16) for file, mask in lines.items()}


def measure_claim(send: Send, files: Sequence[str], name: str) -> None:
    """Run one claim and send the lines it executes."""
    with _marks(files) as marks:
        everything = importlib.import_module("verify.ledger").ledger()
        runner = importlib.import_module("verify.run")
        send(("imported", name, "", "", 0.0, _text(marks.take())))
        started = time.perf_counter()
        outcome, detail = of_claim(runner, everything, name)
        send(("claim", name, outcome, detail, time.perf_counter() - started, _text(marks.take())))
    send(("one", name, "", "", 0.0, {}))


def measure_tests(send: Send, files: Sequence[str], file: str) -> None:
    """Run the tests of a file and send the lines that each executes."""
    import pytest

    with _marks(files) as marks:
        status = pytest.main([*OPTIONS, file], plugins=[Measure(marks, send)])
    if status in FAILURES:
        send(("test", file, CRASH, f"pytest ended with {status!r}", 0.0, {}))
    send(("one", file, "", "", 0.0, {}))


class Measure(Watch):
    """A plugin of pytest that has each test measured apart.

    Parameters
    ----------
    marks : what is noted
    send : to the parent
    """

    def __init__(self, marks: Marks, send: Send) -> None:
        super().__init__(self._keep, None)
        self.marks, self.to_parent = marks, send
        self.is_first = True

    def _keep(self, message: tuple[Any, ...]) -> None:
        if message[0] == "done":
            self.to_parent(("test", *message[1:], _text(self.marks.take())))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Begin to measure a test, with nothing remembered from those before."""
        empty_caches()
        if self.is_first:
            self.to_parent(("imported", nodeid, "", "", 0.0, _text(self.marks.take())))
            self.is_first = False
        super().pytest_runtest_logstart(nodeid)


def empty_caches() -> None:
    """Forget what functions of ours remember."""
    kind = type(functools.lru_cache(maxsize=None)(len))
    for thing in gc.get_objects():
        if type(thing) is kind and str(getattr(thing, "__module__", "")).partition(".")[0] in (*LAYERS, "verify"):
            thing.cache_clear()


@contextmanager
def _marks(files: Sequence[str]) -> Iterator[Marks]:
    """Give the marks of this process and of those it starts."""
    first, size = numbered(Path.cwd().parent / "tree", files)
    with tempfile.TemporaryDirectory(prefix="swingby-marks-") as folder:
        yield Marks(first, size, Path(folder) / "marks")


def _text(lines: Lines) -> dict[str, str]:
    return {file: hex(mask) for file, mask in lines.items()}
