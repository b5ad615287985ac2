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

from verify.mutation.depends import Dependences
from verify.mutation.marks import Marks, numbered
from verify.mutation.subject import LAYERS, Copy, Subject, matching
from verify.mutation.tasks import CRASH, FAILURES, OPTIONS, PASSED, Watch, of_claim
from verify.mutation.workers import Message, Send, gather

#: Masks by file.
Lines = dict[str, int]
#: Of the file in which it is kept.
SCHEMA = 2
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

    What was measured holds as long as nothing has changed on which it depends, by imports or by what was executed.

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
        self.copy, self.file, self.jobs, self.on_step = copy, file, jobs, on_step
        self.files = subject.files()
        self.depends = Dependences(copy.tree)
        self.known = self._read()

    def claims(self, names: Sequence[str]) -> None:
        """Measure the claims that are not known as they stand."""
        self._measure("claims", measure_claim, {name: self.depends.of_claim(name) for name in names})

    def tests(self, patterns: Sequence[str] = ()) -> list[str]:
        """Measure the files of tests, chosen by shell patterns or folders, that are not known as they stand; return them all.

        Raises
        ------
        ValueError : if a pattern matches no file
        """
        files = sorted(path.relative_to(self.copy.tree).as_posix() for path in (self.copy.tree / "tests").rglob("test_*.py"))
        files = matching([file for file in files if not file.startswith(NO_WITNESSES)], patterns, "--tests-in", "tests")
        self._measure("tests", measure_tests, {file: self.depends.of_tests(file) for file in files})
        return files

    def reach(self, names: Sequence[str], files: Sequence[str]) -> Reach:
        """Return what the named claims, and the tests of the named files, execute."""
        found = Reach(imported=_masks({file: mask for file, (_, mask) in self.known["imported"].items()}))
        owners = [(found.claims, self.known["claims"][name]) for name in names]
        owners += [(found.tests, self.known["tests"][file]) for file in files]
        for lines, owner in owners:
            for name, (outcome, detail, seconds, masks) in owner["of"].items():
                if outcome == PASSED:
                    lines[name], found.seconds[name] = _masks(masks), seconds
                else:
                    found.red[name] = f"{outcome} {detail}".strip()
        return found

    def _measure(self, what: str, work: Callable[..., None], owners: Mapping[str, set[str]]) -> None:
        """Measure what claims or files of tests execute, those that are known aside, each with the files on which it depends."""
        known = self.known[what]
        missing = [
            name for name in owners if name not in known or known[name]["digest"] != self._digest(owners[name], known[name])
        ]
        if not missing:
            return
        found: dict[str, dict[str, Any]] = {name: {"of": {}} for name in missing}
        done = 0

        def take(message: Message) -> None:
            nonlocal done
            kind, owner, *said = message
            if kind == "of":
                found[owner]["of"][said[0]] = said[1:]
            elif kind == "imported":
                self._imported(said[0])
            else:  # All of it is said.
                done += 1
                keep(owner)
                self.on_step(what, done, len(missing))
                if done % 20 == 0:
                    self._write()

        def keep(owner: str) -> None:
            known[owner] = {"digest": self._digest(owners[owner], found[owner]), **found[owner]}

        tree = self.copy.marked(self.files)
        if any(self.known["imported"].get(file, [""])[0] != self.depends.digest([file]) for file in self.files):
            gather(tree, [(measure_import, self.files)], 1, take, LIMIT)
            self._imported(dict.fromkeys(self.files, "0"))
        self.on_step(what, 0, len(missing))
        for _, _, name, why in gather(tree, [(work, self.files, name) for name in missing], self.jobs, take, LIMIT):
            found[name]["of"][name] = [CRASH, str(why)[-300:], 0.0, {}]
            keep(name)
        self._write()

    def _holds(self, files: set[str], entry: Mapping[str, Any] | None) -> bool:
        return entry is not None and entry["digest"] == self._digest(files, entry)

    def _digest(self, files: set[str], entry: Mapping[str, Any]) -> str:
        return self.depends.digest(files.union(*(masks for _, _, _, masks in entry["of"].values())))

    def _imported(self, lines: Mapping[str, str]) -> None:
        """Add lines that are executed when files are imported to those that are known of the files as they stand."""
        for file, mask in lines.items():
            digest = self.depends.digest([file])
            before, known = self.known["imported"].get(file, ("", "0"))
            self.known["imported"][file] = [digest, hex(int(mask, 16) | int(known, 16) * (before == digest))]

    def _read(self) -> dict[str, Any]:
        empty: dict[str, Any] = {"schema": SCHEMA, "claims": {}, "tests": {}, "imported": {}}
        if self.file is None or not self.file.exists():
            return empty
        try:
            known = json.loads(self.file.read_text(encoding="utf-8"))
            return known if known["schema"] == SCHEMA else empty
        except (OSError, ValueError, KeyError, TypeError):
            return empty

    def _write(self) -> None:
        from numerics.files import write

        if self.file is not None:
            write(self.file, json.dumps(self.known))


def _masks(lines: Mapping[str, str]) -> Lines:
    return {file: int(mask, 16) for file, mask in lines.items()}


def measure_import(send: Send, files: Sequence[str]) -> None:
    """Import all claims and send the lines that this executes."""
    with _marks(files) as marks:
        importlib.import_module("verify.ledger").ledger()
        send(("imported", "", _text(marks.take())))


def measure_claim(send: Send, files: Sequence[str], name: str) -> None:
    """Run one claim and send the lines it executes."""
    with _marks(files) as marks:
        everything = importlib.import_module("verify.ledger").ledger()
        runner = importlib.import_module("verify.run")
        marks.take()
        started = time.perf_counter()
        outcome, detail = of_claim(runner, everything, name)
        send(("of", name, name, outcome, detail, time.perf_counter() - started, _text(marks.take())))
    send(("all", name))


def measure_tests(send: Send, files: Sequence[str], file: str) -> None:
    """Run the tests of a file and send the lines that each executes."""
    import pytest

    with _marks(files) as marks:
        status = pytest.main([*OPTIONS, file], plugins=[Measure(marks, send, file)])
    if status in FAILURES:
        send(("of", file, file, CRASH, f"pytest ended with {status!r}", 0.0, {}))
    send(("all", file))


class Measure(Watch):
    """A plugin of pytest that has each test measured apart.

    Parameters
    ----------
    marks : what is noted
    send : to the parent
    file : of the tests
    """

    def __init__(self, marks: Marks, send: Send, file: str) -> None:
        super().__init__(self._keep, None)
        self.marks, self.to_parent, self.file = marks, send, file
        self.is_first = True

    def _keep(self, message: tuple[Any, ...]) -> None:
        if message[0] == "done":
            self.to_parent(("of", self.file, *message[1:], _text(self.marks.take())))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Begin to measure a test, with nothing remembered from those before."""
        empty_caches()
        if self.is_first:
            self.to_parent(("imported", self.file, _text(self.marks.take())))
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
