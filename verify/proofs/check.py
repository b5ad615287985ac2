"""Coq at work: files compiled one after another that rest on each other, all checked again by coqchk, what they rest on.

It runs in a folder of its own that is removed at the end, and what it has started ends with it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

#: What the theorems may rest on: the real numbers, functional extensionality and classical logic, as Coq's library states them.
ALLOWED = frozenset(
    {
        "ClassicalDedekindReals.sig_not_dec",
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    }
)
#: How Coq is had.
HOW = "it comes with `apt-get install coq libcoq-coquelicot`, or with `opam install coq coq-coquelicot`"
#: Seconds between two looks at what runs.
PAUSE = 0.05


@dataclass
class Checked:
    """What came of a check: messages of what was not accepted, what all rests on, and whether coqchk agreed."""

    refused: dict[str, str] = field(default_factory=dict)
    rests_on: list[str] = field(default_factory=list)
    checked_again: bool = False

    @property
    def foreign(self) -> list[str]:
        """What the theorems rest on and may not."""
        return [name for name in self.rests_on if name not in ALLOWED]

    @property
    def accepted(self) -> bool:
        """Whether everything was accepted, by both programs, and rests on nothing else."""
        return not self.refused and self.checked_again and not self.foreign


def missing() -> str:
    """Return which program or library is not there and how it is had, in one line; nothing if all is there."""
    for program in ("coqc", "coqchk"):
        if shutil.which(program) is None:
            return f"--check needs {program}, which was not found: {HOW}"
    where = subprocess.run(["coqc", "-where"], capture_output=True, text=True, check=False).stdout.strip()
    if not (Path(where) / "user-contrib" / "Coquelicot").is_dir():
        return f"--check needs Coquelicot, a library of Coq, which was not found: {HOW}"
    return ""


def compiled(
    files: Mapping[str, str], first: Sequence[str], last: str, jobs: int, show: Callable[[int, int, str], None]
) -> Checked:
    """Compile files, those of `first` before the others, then `last`, which prints what all rest on, and check all again.

    Parameters
    ----------
    files : texts by name
    show : is told how many are done of all, and the last of them
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in {**files, "everything.v": last}.items():
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8")
        result, done, total = Checked(), 0, len(files) + 2

        def tell(file: str) -> None:
            nonlocal done
            done += 1
            show(done, total, file)

        for file in first:
            for said, code, text in _run([(file, _compile(file))], folder, 1):
                if code:
                    result.refused[said] = text
                tell(said)
            if result.refused:
                break
        rest = [file for file in files if file not in first]
        if not result.refused:
            for said, code, text in _run([(file, _compile(file)) for file in rest], folder, jobs):
                if code:
                    result.refused[said] = text
                tell(said)
        if not result.refused:
            _finish(result, files, folder, tell)
        return result


def _finish(result: Checked, files: Mapping[str, str], folder: Path, tell: Callable[[str], None]) -> None:
    for said, code, text in _run([("what all rests on", _compile("everything.v"))], folder, 1):
        if code:
            result.refused[said] = text
        result.rests_on = [found for found in re.findall(r"^([\w.]+)\s*:", text, re.MULTILINE) if found != "Axioms"]
        tell(said)
    ours = [word for name in files for word in ("-norec", f"Swingby.{name.removesuffix('.v').replace('/', '.')}")]
    for said, code, text in _run([("coqchk", ["coqchk", "-silent", *ours, "-R", ".", "Swingby"])], folder, 1):
        if code:
            result.refused[said] = text
        result.checked_again = not code
        tell(said)


#: What stands for the exit status of a process that took too long.
TIMED_OUT = -1000


def each_accepted(
    texts: Sequence[str], files: Mapping[str, str], jobs: int, seconds: float, show: Callable[[int, int, str], None]
) -> list[bool | None]:
    """Return of each text whether Coq accepts it after the files; None of one that takes longer than some seconds."""
    found: list[bool | None] = [None] * len(texts)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
            for _ in _run([(file, _compile(file))], folder, 1):
                pass
        calls = []
        for number, text in enumerate(texts):
            (folder / f"one_{number}.v").write_text(text, encoding="utf-8")
            calls.append((str(number), _compile(f"one_{number}.v")))
        for done, (said, code, _) in enumerate(_run(calls, folder, jobs, seconds), 1):
            found[int(said)] = None if code == TIMED_OUT else code == 0
            show(done, len(texts), "")
    return found


def _compile(file: str) -> list[str]:
    return ["coqc", "-q", "-w", "none", "-R", ".", "Swingby", file]


@contextmanager
def _ended(running: dict[subprocess.Popen[str], tuple[str, float, Path]]) -> Iterator[None]:
    """End what still runs when this is left, however it is."""
    try:
        yield
    finally:
        for process in running:
            _kill(process)


def _kill(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _run(
    calls: Sequence[tuple[str, list[str]]], folder: Path, jobs: int, seconds: float = float("inf")
) -> Iterator[tuple[str, int, str]]:
    """Run calls in a folder, some at a time; yield name, exit status and output of each as it ends."""
    waiting = list(calls)
    running: dict[subprocess.Popen[str], tuple[str, float, Path]] = {}
    with _ended(running):
        while waiting or running:
            while waiting and len(running) < jobs:
                name, call = waiting.pop(0)
                path = folder / f"output_{len(waiting)}_{os.urandom(4).hex()}"
                with path.open("w") as output:
                    process = subprocess.Popen(
                        call, cwd=folder, stdout=output, stderr=subprocess.STDOUT, text=True, start_new_session=True
                    )
                running[process] = (name, time.monotonic(), path)
            time.sleep(PAUSE)
            for process, (name, started, path) in list(running.items()):
                if process.poll() is not None:
                    del running[process]
                    yield name, process.returncode, path.read_text(encoding="utf-8", errors="replace")
                elif time.monotonic() - started > seconds:
                    _kill(process)
                    del running[process]
                    yield name, TIMED_OUT, "it takes too long"
