"""Odd inputs for every command, in this process: each ends in ten seconds of CPU time, without a traceback, with 0, 1, 2 or 130.

The seconds are those of this process, whatever else the machine does; a call that waits for something is found by the clock on
the wall, which has a wide margin.

Legend: a call is the arguments of `swingby`; `FILE` in it is a file of odd content, made anew for each.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from verify.cli import main

#: Seconds of CPU time after which a call hangs, and seconds on the wall: a machine may be busy with other things.
LIMIT, LONGEST = 10.0, 120.0
#: How a call is ended that takes too long: the timers, and the signals that they send.
TIMERS = ((signal.ITIMER_PROF, signal.SIGPROF), (signal.ITIMER_REAL, signal.SIGALRM))
STATUSES = (0, 1, 2, 130)
ROOT = Path(__file__).parents[2]
ODD = (
    "",
    "nan",
    "inf",
    "-inf",
    "1e400",
    "1e-400",
    "-0",
    "1/0",
    "0x10",
    "1_0",
    "١",
    "½",
    "1,",
    " ",
    "None",
    "[1]",
    "1e",
    "💥",
    "\\",
    "--",
)
TEX = (
    r"\claimref{clocks.tied_factor}",
    "% swingby: two_layer.riccati_form\n"
    "\\begin{align} V(W) &= A W + W A - 2 W A W - \\tfrac12 [[A, W], W].\\end{align}\n% swingby: end",
    "\\newcommand{\\L}[1]{\\Lambda_{#1}}\n% swingby: symbols \\L{} = A\n% swingby: clocks.tied_factor\n"
    "\\[ \\dot U U^T + U \\dot U^T = 2 V(U U^T) \\]\n% swingby: end",
    r"\input{file} \def\a#1.{#1\a} \begin{equation} \claim{one_layer.solution} \end{equation} $\frac{1}{2}$ \ifx\a\b \else \fi",
)
NPY = (
    np.eye(2),
    np.eye(2, dtype="f4"),
    np.eye(2, dtype=int),
    np.eye(2) * 1j,
    np.zeros((0, 0)),
    np.array(1.0),
    np.ones((2, 2, 2)),
)
NPY += (
    np.full((2, 2), np.nan),
    np.array([["1", "a"]]),
    np.array([(1, 2.0)], "i4,f8"),
    np.ones(3),
    np.eye(2) > 0,
    np.full((2, 2), 1e308),
)


class HangError(BaseException):
    """A call that takes too long."""


@dataclass
class Found:
    """What became of the calls: how many, how many by exit status, and the shortest call for each fault."""

    calls: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def note(self, fault: str, call: list[str]) -> None:
        """Keep a fault, by the shortest call that shows it."""
        if len(repr(call)) < len(repr(self.faults.get(fault, [None] * 9999))):
            self.faults[fault] = call


def texts() -> SearchStrategy[str]:
    """Return texts, short ones of any letters among them (no NUL: a shell has no way to say it)."""
    plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
    return st.one_of(st.sampled_from(ODD), plain)


def numbers() -> SearchStrategy[str]:
    """Return numbers as texts, most of them sensible."""
    sensible = st.one_of(st.floats(0.01, 3).map(str), st.integers(0, 3).map(str), st.fractions(0, 3, max_denominator=9).map(str))
    return mostly(sensible, st.one_of(st.floats().map(str), st.integers().map(str), texts()))


def mostly(good: SearchStrategy[str], odd: SearchStrategy[str]) -> SearchStrategy[str]:
    """Return what is good, one time in twenty what is odd: a call with several words is then often a good one."""
    return st.integers(0, 19).flatmap(lambda number: good if number else odd)


def vectors() -> SearchStrategy[str]:
    """Return lists of numbers as texts, most of two."""
    two = st.lists(numbers(), min_size=2, max_size=2).map(",".join)
    return mostly(two, st.lists(numbers(), max_size=4).map(",".join))


def contents(samples: tuple[bytes, ...]) -> SearchStrategy[bytes]:
    """Return a sample with a piece cut out, put in or repeated, or none of it."""

    @st.composite
    def spoilt(draw: Callable[..., object]) -> bytes:
        text = draw(st.sampled_from(samples))
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, len(text)))
            stop = draw(st.integers(start, min(len(text), start + 12)))
            put = draw(st.one_of(st.just(b""), st.binary(max_size=4), st.just(text[start:stop] * 2), texts().map(str.encode)))
            text = text[:start] + put + text[stop:]
        return text

    return st.one_of(*[spoilt()] * 5, st.binary(max_size=40))


def arrays() -> SearchStrategy[bytes]:
    """Return arrays as `.npy`, some of them broken."""

    def saved(array: np.ndarray) -> bytes:
        buffer = io.BytesIO()
        np.save(buffer, array)
        return buffer.getvalue()

    return contents(tuple(map(saved, NPY)))


def logs() -> SearchStrategy[bytes]:
    """Return logs of a diffusion model, some of them broken."""
    buffer = io.BytesIO()
    np.savez(buffer, step=np.arange(3.0), colour=np.array([[0, 0.5, 0.9]]), size=np.array([[0, 0.1, 0.2]]))
    return contents((buffer.getvalue(),))


def call(
    *words: str | SearchStrategy[str], options: dict[str, SearchStrategy[str] | None] | None = None
) -> SearchStrategy[list[str]]:
    """Return calls: the words in order, then some of the options."""
    given_words = [st.just(word) if isinstance(word, str) else word for word in words]
    tails = [
        st.one_of(st.just(()), st.just((name,)) if value is None else value.map(lambda text, name=name: (f"{name}={text}",)))
        for name, value in (options or {}).items()
    ]
    return st.tuples(st.tuples(*given_words), st.tuples(*tails)).map(
        lambda parts: [*parts[0], *(word for tail in parts[1] for word in tail)]
    )


@dataclass(frozen=True)
class Target:
    """A command: its share of a hundred inputs, its calls, what its file is called and holds."""

    share: float
    calls: SearchStrategy[list[str]]
    name: str = "file.json"
    content: SearchStrategy[bytes] = st.just(b"")  # noqa: RUF009 (a strategy never changes)


def targets(made: Path) -> Iterator[Target]:
    """Yield what is tried; what a command reads is first written by another one, into a folder."""
    yield from settings_of(made)
    yield from runs_of(made)
    yield from claims_of(made)


def settings_of(made: Path) -> Iterator[Target]:
    """Yield the commands that take a setting."""
    quiet(["certify", "--mu", "1,3/2", "--sigma", "1/20,1/20", "--w0", str(rows(made)), "--output", str(made / "proof.json")])
    proof = (made / "proof.json").read_bytes()
    setting = {
        "--model": mostly(st.sampled_from(("tied", "one-layer")), texts()),
        "--dim": mostly(st.just("2"), numbers()),
        "--rates": mostly(st.sampled_from(("plain", "squared")), texts()),
        "--probe": mostly(st.sampled_from(("1,1", "0,1")), vectors()),
        "--horizon": numbers(),
        "--seed": mostly(st.integers(0, 99).map(str), numbers()),
        "--json": None,
    }
    start = {"--init-scale": numbers(), **setting}
    given_start = [
        call(name, "--mu", vectors(), "--sigma", vectors(), "--init-scale", numbers(), options=setting)
        for name in ("predict", "simulate")
    ]
    matrix = st.lists(st.lists(st.one_of(numbers(), st.floats(), st.integers(), st.none()), max_size=3), max_size=3)
    matrices = st.one_of(matrix.map(lambda value: json.dumps(value).encode()), contents((rows(made).read_bytes(),)))
    yield Target(14, given_start[0])
    yield Target(10, given_start[1])
    yield Target(
        4,
        call(
            "simulate",
            "--mu",
            vectors(),
            "--sigma",
            vectors(),
            "--iterate",
            st.one_of(st.sampled_from(("gd", "recurrence")), texts()),
            options={"--eta": numbers(), **start},
        ),
    )
    for name in ("predict", "simulate"):
        yield Target(6, call(name, "--mu", "1,1.5", "--sigma", "0.1,0.1", "--w0", "FILE", options=setting), "w.npy", arrays())
        yield Target(6, call(name, "--mu", "1,1.5", "--sigma", "0.1,0.1", "--w0", "FILE", options=setting), "w.json", matrices)
    yield Target(4, call("certify", "--mu", vectors(), "--sigma", vectors(), options={**start, "--output": st.just("FILE")}))
    yield Target(8, call("check", "FILE"), content=contents((proof,)))


def runs_of(made: Path) -> Iterator[Target]:
    """Yield the commands that audit a setting, take many, or read a training log."""
    two = ("--mu", vectors(), "--sigma", vectors(), "--init-scale")
    start: dict[str, SearchStrategy[str] | None] = {
        "--seed": mostly(st.integers(0, 99).map(str), numbers()),
        "--rates": mostly(st.sampled_from(("plain", "squared")), texts()),
    }
    start["--json"] = None
    few = mostly(st.sampled_from(("0.1", "0.05,0.2", "0.1:1:3", "log:0.1:1:2", "lin:0.1:1:2")), texts())
    seeds = mostly(st.sampled_from(("0", "0:1", "3,5")), texts())
    sweep = ("sweep", "--jobs", "1", "--mu", mostly(st.sampled_from(("1,1.5", "1,0.5:1.5:2")), vectors()), "--sigma", "0.1,0.1")
    rows_kept, log = made / "sweep.csv", made / "log.csv"
    words = ["--mu", "1,1.5", "--sigma", "0.1,0.1", "--init-scale", "0.1,0.2", "--jobs", "1"]
    quiet(["sweep", *words, "--csv", str(rows_kept)])
    log.write_text("step,test_loss,out_1,out_2\n" + "".join(f"{10 * k},{1.5 / (k + 1):.3g},{k / 9:.3g},.5\n" for k in range(9)))
    yield Target(4, call("assumptions", *two, numbers(), "--eta", numbers(), options=start))
    yield Target(3, call(*sweep, "--init-scale", few, options={"--seed": seeds, "--json": None}))
    yield Target(2, call(*sweep, "--init-scale", few, "--csv", "FILE"), "sweep.csv", contents((rows_kept.read_bytes(),)))
    yield Target(
        3,
        call("compare", "FILE", *two, numbers(), "--eta", numbers(), options={"--batch": numbers(), **start}),
        "log.csv",
        contents((log.read_bytes(),)),
    )


def claims_of(made: Path) -> Iterator[Target]:
    """Yield the commands that read claims, results and manuscripts, and the rest."""
    quiet(["verify", "clocks", "--jobs", "1", "--json", str(made / "results.json")])
    quiet(["baseline", str(made / "baseline.json"), "clocks", "--jobs", "1"])
    quiet(["new", str(made / "mine.py")])
    (made / "main.tex").write_text(TEX[0])
    results, kept, mine = ((made / name).read_bytes() for name in ("results.json", "baseline.json", "mine.py"))
    yield Target(
        18, call("paper", "FILE", options={"--from": texts()}), "main.tex", contents(tuple(text.encode() for text in TEX))
    )
    cells = st.lists(st.tuples(numbers(), numbers(), numbers()).map(lambda it: f"{it[0]} {it[1]}:{it[2]}"), max_size=4).map(
        ",".join
    )
    bridge = {
        "--cells": st.one_of(st.just("0 0:1/3,1 0:1/3,0 1:1/3"), cells, texts()),
        "--colour": numbers(),
        "--size": numbers(),
        "--json": None,
    }
    yield Target(4, call("diffusion", "--predict", options=bridge))
    yield Target(2, call("diffusion", "--compare", "FILE", options=bridge), "log.npz", logs())
    yield Target(3, call(st.sampled_from(("list", "show")), texts(), options={"--claims": texts()}))
    yield Target(2, call("new", texts(), options={"--example": texts()}))
    some = st.sampled_from(("decay", "decay.solution", "clocks.tied_factor", "biased.rates"))
    yield Target(2, call("proofs", "out", some, "--claims", "FILE"), "mine.py", contents((mine,)))
    yield Target(2, call("proofs", st.one_of(st.just("FILE"), texts()), mostly(some, texts())))
    yield Target(
        2,
        call("verify", st.sampled_from(("decay", "decay.solution")), "--jobs", "1", "--claims", "FILE"),
        "mine.py",
        contents((mine,)),
    )
    yield Target(2, call("verify", "clocks.tied_factor", "--jobs", "1", "--baseline", "FILE"), content=contents((kept,)))
    yield Target(2, call("paper", "../made/main.tex", "--from", "FILE"), content=contents((results,)))
    # Seconds for each.
    for name in ("latex", "report"):
        yield Target(0.05, call(name, "out", "--from", "FILE"), content=contents((results,)))
    yield Target(1, call("baseline", "FILE", "clocks.tied_factor", "--jobs", "1"), content=contents((kept,)))
    yield Target(1, call("train", options={"--figure": texts(), "--seeds": numbers(), "--form": texts(), "--jobs": numbers()}))
    yield Target(
        1,
        call(
            st.sampled_from(("figures", "mutate", "verify", "baseline", "nothing")),
            options={"--files": texts(), "--again": texts(), "--sample": texts(), "--level": texts(), "--jobs": texts()},
        ).filter(lambda words: len(words) > 2),
    )


def rows(folder: Path) -> Path:
    """Write a start as JSON rows and return its path."""
    path = folder / "start.json"
    path.write_text('[["1/50", "1/100"], ["1/100", "3/100"]]')
    return path


def quiet(words: list[str]) -> int:
    """Run a call without its output and return its exit status."""
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")), contextlib.redirect_stderr(io.StringIO()):
        return main(words)


@contextlib.contextmanager
def timed() -> Iterator[list[str]]:
    """Raise HangError in a call that takes too long, and give a list that then says so, even if the call swallows it."""
    late: list[str] = []

    def hang(number: int, _: object) -> None:
        late.append(f"{LIMIT:g} s of CPU time" if number == signal.SIGPROF else f"{LONGEST:g} s")
        raise HangError

    before = [signal.signal(number, hang) for _, number in TIMERS]
    for (timer, _), seconds in zip(TIMERS, (LIMIT, LONGEST), strict=True):
        signal.setitimer(timer, seconds)
    try:
        yield late
    finally:
        for (timer, number), handler in zip(TIMERS, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


def tried(words: list[str], found: Found) -> None:
    """Run one call and note what becomes of it."""
    found.calls += 1
    with timed() as late:
        try:
            status = quiet(words)
            found.statuses[status] = found.statuses.get(status, 0) + 1
            if status not in STATUSES:
                found.note(f"exit status {status}", words)
        except BaseException as failure:  # noqa: BLE001 (whatever escapes is a traceback for the user)
            if not late:
                place = traceback.extract_tb(failure.__traceback__)[-1]
                found.note(f"{type(failure).__name__} at {Path(place.filename).name}:{place.lineno}", words)
    if late:
        found.note(f"{words[0]}: takes more than {late[0]}", words)


def fuzz(
    inputs: int,
    number: int = 0,
    chosen: Callable[[Path], Iterator[Target]] = targets,
    say: Callable[[str], None] = lambda line: None,
) -> Found:
    """Try so many inputs, shared out among the commands, by a seed, and return what became of them."""
    found = Found()
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        made = Path(name) / "made"
        made.mkdir()
        everything = list(chosen(made))
        whole = sum(target.share for target in everything)
        for target in everything:
            desk(Path(name) / "desk", target, round(inputs * target.share / whole), number, found)
            say(f"fuzz   {found.calls} inputs, exit statuses {dict(sorted(found.statuses.items()))}, {len(found.faults)} faults")
    assert Path.cwd() == home
    return found


def desk(folder: Path, target: Target, count: int, number: int, found: Found) -> None:
    """Try a command so many times, each time in an empty folder."""
    if not count:
        return

    @seed(number)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(target.calls, target.content)
    def once(words: list[str], content: bytes) -> None:
        with tempfile.TemporaryDirectory(dir=folder.parent) as name, contextlib.chdir(name):
            Path(target.name).write_bytes(content)
            tried([word.replace("FILE", target.name) for word in words], found)
            os.environ.pop("COLUMNS", None)

    once()
