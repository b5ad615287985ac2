"""The words of verification: claim, outcome, evidence, level, result, mutant.

A claim is data. Its method turns it into a result; it is as expected when the outcome is the one the claim names.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import Enum
from numbers import Integral
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

from verify.prose import is_closed
from verify.told import told

if TYPE_CHECKING:
    from numpy.random import Generator

    from theory.algebra.equation import Equation

#: Permanent ids: two or more lower-case words joined by dots.
SLUG = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
#: One of the lists of words below.
Word = TypeVar("Word", bound=Enum)
#: Modules in which claims are made for others.
WORDS = re.compile(r"verify\.(claim|told|methods)(\.|$)|dataclasses$")
#: Deeper nested data are not looked into: what is so deep holds itself.
DEEPEST = 50


class Outcome(Enum):
    """What became of a claim."""

    VERIFIED = "VERIFIED"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"
    VACUOUS = "VACUOUS"
    ERROR = "ERROR"


def member(words: type[Word], name: str, value: Any) -> Word:
    """Return a word of a list of them, given as itself or as its text.

    Raises
    ------
    ValueError : with the name, the words and the value, if it is none of them
    """
    try:
        return words(value.lower() if isinstance(value, str) and words is not Outcome else value)
    except ValueError:
        raise ValueError(f"{name} must be one of {', '.join(word.value for word in words)}, got {value!r}") from None


class Evidence(Enum):
    """On what an outcome rests; the kinds are never mixed."""

    EXACT = "exact"
    ENCLOSED = "enclosed"
    STATISTICAL = "statistical"
    NUMERICAL = "numerical"


class Level(Enum):
    """The lowest level at which a claim runs."""

    QUICK = "quick"
    STANDARD = "standard"
    FULL = "full"

    def includes(self, other: Level) -> bool:
        """Return whether a run at this level runs the claims of the other."""
        order = list(Level)
        return order.index(other) <= order.index(self)


@dataclass(frozen=True)
class Result:
    """What a method found.

    Parameters
    ----------
    outcome : the verdict
    points : how many points, starts or samples were looked at
    measures : named finite numbers, such as the largest error
    counterexample : where and how a statement fails, for a refutation
    reason : one line on why it is undecided, vacuous or an error
    seconds : wall time
    """

    outcome: Outcome
    points: int = 0
    measures: Mapping[str, float] = field(default_factory=dict)
    counterexample: Mapping[str, Any] | None = None
    reason: str = ""
    seconds: float = 0.0

    @classmethod
    def of(
        cls, holds: bool, points: int, measures: Mapping[str, float] | None = None, where: Mapping[str, Any] | None = None
    ) -> Result:
        """Return VERIFIED if the statement holds, else REFUTED; `where` says how it fails, and by itself the measures do."""
        if holds:
            return cls(Outcome.VERIFIED, points, measures or {})
        return cls(Outcome.REFUTED, points, measures or {}, where or measures)


@dataclass(frozen=True)
class Mutant:
    """A claim with one thing wrong, or for a refuted claim the one thing put right.

    Parameters
    ----------
    name : what was changed
    check : runs the changed claim
    expected : REFUTED; VERIFIED for the correction of a refuted claim, ERROR for a counterexample stated wrongly
    """

    name: str
    check: Callable[[Generator], Result]
    expected: Outcome = Outcome.REFUTED


class Method(Protocol):
    """How a claim is checked.

    One that never looks at the equations says so by `reads_equations = False`: a claim that shows some is then an ERROR.
    """

    @property
    def evidence(self) -> Evidence:
        """On what its outcomes rest."""
        ...

    def describe(self) -> str:
        """Return one sentence on what is done."""
        ...

    def falsifier(self) -> str:
        """Return one sentence on what would refute the claim."""
        ...

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Check the claim."""
        ...

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return the claim's mutants."""
        ...


@runtime_checkable
class Correctable(Protocol):
    """A method whose mutants of a false statement would be false as well: what it checks instead is the correction."""

    def corrections(self, right: Claim | None) -> Iterable[Mutant]:
        """Return what must come out VERIFIED in place of the mutants; `right` is the claim that puts the false one right."""
        ...


@dataclass(frozen=True, eq=False)
class Claim:
    """One statement that can hold or fail.

    Pickled, it is what is said of it, without its check, which may hold functions that no other process can be given.

    Parameters
    ----------
    id : permanent slug, such as `two_layer.entry_form`
    title : the statement, one sentence, saying exactly what is checked; its mathematics is LaTeX between dollars
    source : paper and equation or lemma; "released code"; or "new"
    method : how it is checked
    equations : returns the equations it is about (called when it runs), all of which its method checks; none where it is about
        a computation: what that rests on is named in `depends_on`
    code : dotted names of the functions it holds to account
    level : lowest level at which it runs
    expected : the outcome that is as it should be
    depends_on : ids it rests on
    corrects, corrected_by : ids of the false statement it puts right, of the right one
    reason : for an expected UNDECIDED, why, and the effect the test could have seen; for a refuted claim, why it fails
    needs : optional modules without which it is skipped
    written_at : file and line where it is written; found by itself
    """

    id: str
    title: str
    source: str
    method: Method
    equations: Callable[[], Sequence[Equation]] = tuple
    code: tuple[str, ...] = ()
    level: Level = Level.QUICK
    expected: Outcome = Outcome.VERIFIED
    depends_on: tuple[str, ...] = ()
    corrects: str | None = None
    corrected_by: str | None = None
    reason: str = ""
    needs: tuple[str, ...] = ()
    written_at: tuple[str, int] = ("", 0)

    def __post_init__(self) -> None:
        if not any(self.written_at):
            object.__setattr__(self, "written_at", _maker())
        if not isinstance(self.id, str) or not SLUG.fullmatch(self.id):
            raise ValueError(f"id must be lower-case words joined by dots, got {self.id!r}")
        for name in ("title", "source", "reason"):
            if not isinstance(getattr(self, name), str):
                raise ValueError(f"{name} of {self.id} must be a text, got {getattr(self, name)!r}")
        if not self.title.strip() or not self.source.strip():
            raise ValueError(f"claim {self.id} must have a title and a source")
        object.__setattr__(self, "level", member(Level, f"level of {self.id}", self.level))
        object.__setattr__(self, "expected", member(Outcome, f"expected of {self.id}", self.expected))
        for name in ("code", "depends_on", "needs"):
            texts = getattr(self, name)
            if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
                raise ValueError(f"{name} of {self.id} must be a tuple of texts, such as ({str(texts)!r},), got {texts!r}")
        if isinstance(self.method, type):
            kind = self.method.__name__
            raise ValueError(f"method of {self.id} must be an object, such as {kind}(), got the class {kind} without brackets")
        if not callable(self.equations):
            kind = type(self.equations).__name__
            raise ValueError(
                f"equations of {self.id} must be a function that returns them, such as lambda: [equation], got {kind}"
            )
        for name, text in (("title", self.title), ("reason", self.reason)):
            if not is_closed(text):
                raise ValueError(f"{name} of {self.id} must have dollars and braces in pairs (\\$ is a dollar), got {text!r}")
        if self.expected in (Outcome.ERROR, Outcome.VACUOUS):
            raise ValueError(f"expected must be VERIFIED, REFUTED or UNDECIDED for {self.id}, got {self.expected.value}")
        if self.expected is Outcome.UNDECIDED and not self.reason:
            raise ValueError(f"claim {self.id} expects UNDECIDED and must give its reason")

    def __reduce__(self) -> tuple[Any, ...]:
        said = told(self)
        return Claim, tuple(getattr(said, part.name) for part in fields(said))

    def __deepcopy__(self, memo: object) -> Claim:
        return self

    @property
    def evidence(self) -> Evidence:
        """On what its outcome rests."""
        return self.method.evidence

    def made(self) -> list[Equation]:
        """Return the equations, made now.

        Raises
        ------
        ValueError : if they are no list of equations
        """
        made = self.equations()
        if not isinstance(made, list | tuple) or not all(hasattr(equation, "lhs") for equation in made):
            got = "one Equation without brackets" if hasattr(made, "lhs") else repr(made)
            raise ValueError(f"equations of {self.id} must return a list of equations, such as [equation], got {got}")
        return list(made)

    def run(self, rng: Generator) -> Result:
        """Return what the method finds; an ERROR where the claim shows equations that the method never looks at."""
        equations = self.made()
        if equations and not getattr(self.method, "reads_equations", True):
            kind = type(self.method).__name__
            reason = (
                f"equations must be checked by the method, but {kind} reads none: name the claims that hold them in depends_on"
            )
            return Result(Outcome.ERROR, reason=reason)
        return self.method.run(equations, rng)


def _maker() -> tuple[str, int]:
    """Return file and line of what makes a claim: the first outside `WORDS`, or the top level of its room that called it."""
    frame = sys._getframe(1)
    while frame.f_back and (frame.f_code.co_filename == "<string>" or WORDS.match(frame.f_globals.get("__name__") or "")):
        frame = frame.f_back
    file, room = frame.f_code.co_filename, frame.f_globals.get("__package__")
    above = frame
    while above.f_code.co_name != "<module>" and (caller := above.f_back):
        if caller.f_code.co_filename != file and not (room and caller.f_globals.get("__package__") == room):
            break
        above = caller
    made = above if above.f_code.co_name == "<module>" else frame
    return made.f_code.co_filename, made.f_lineno


def sound(result: Result, evidence: Evidence = Evidence.NUMERICAL) -> Result:
    """Return the result in plain data, or an ERROR where it breaks a rule that every result must keep.

    A VERIFIED result has looked at a point at least, a REFUTED one shows its counterexample, no measure is infinite or NaN, and
    JSON can hold it all. An exact one has no float: its measures are counts.
    """
    if not (isinstance(result, Result) and isinstance(result.outcome, Outcome)):
        said = f"a check must return a Result with an Outcome, got {result!r:.60}; write Result.of(holds, points=1)"
        return Result(Outcome.ERROR, reason=said)
    points, measures = int(result.points), dict(result.measures)
    if unnamed := [name for name in measures if not isinstance(name, str)]:
        return Result(Outcome.ERROR, points, reason=f"the name of a measure must be a text, got {unnamed[0]!r}")
    for name, value in measures.items():
        if not math.isfinite(value):
            return Result(Outcome.ERROR, points, reason=f"measure {name} is not a finite number")
        if evidence is Evidence.EXACT and not isinstance(value, Integral):
            said = f"measure {name} of an exact claim must be a count, got {value} ({type(value).__name__})"
            return Result(Outcome.ERROR, points, reason=said)
        measures[name] = int(value) if isinstance(value, Integral) else float(value)
    shown = None if result.counterexample is None else dict(result.counterexample)
    if evidence is Evidence.EXACT and (inexact := _first_float(shown)):
        said = f"the counterexample of an exact claim must hold no float, got {inexact}; write it as a fraction, in a text"
        return Result(Outcome.ERROR, points, measures, reason=said)
    try:
        shown = json.loads(json.dumps(shown, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as failure:
        said = f"a counterexample must be numbers, texts, lists and dicts of them that JSON can hold: {failure}"
        return Result(Outcome.ERROR, points, measures, reason=said)
    if result.outcome is Outcome.VERIFIED and points < 1:
        return Result(Outcome.ERROR, reason="verified without looking at a single point")
    if result.outcome is Outcome.REFUTED and not shown:
        return Result(Outcome.ERROR, points, measures, reason="refuted without a counterexample")
    return Result(result.outcome, points, measures, shown, str(result.reason), result.seconds)


def _first_float(value: Any, depth: int = 0) -> str:
    """Return the first float in nested data, of Python, NumPy or SymPy, with its type, or nothing."""
    if isinstance(value, Mapping | list | tuple | set | frozenset) and depth < DEEPEST:
        parts = value.values() if isinstance(value, Mapping) else value
        return next(filter(None, (_first_float(part, depth + 1) for part in parts)), "")
    of_numpy = getattr(getattr(value, "dtype", None), "kind", "") in ("f", "c")
    of_sympy = any(getattr(part, "is_Float", False) for part in getattr(value, "atoms", set)())
    return f"{value} ({type(value).__name__})" if isinstance(value, float | complex) or of_numpy or of_sympy else ""
