"""The words of verification: claim, outcome, evidence, level, result, mutant.

A claim is data. Its method turns it into a result; it is as expected when the outcome is the one the claim names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from verify.prose import is_closed

if TYPE_CHECKING:
    from numpy.random import Generator

    from theory.algebra.equation import Equation

#: Permanent ids: two or more lower-case words joined by dots.
SLUG = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")


class Outcome(Enum):
    """What became of a claim."""

    VERIFIED = "VERIFIED"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"
    VACUOUS = "VACUOUS"
    ERROR = "ERROR"


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

    def __post_init__(self) -> None:
        if not SLUG.fullmatch(self.id):
            raise ValueError(f"id must be lower-case words joined by dots, got {self.id!r}")
        if not self.title.strip() or not self.source.strip():
            raise ValueError(f"claim {self.id} must have a title and a source")
        for name, text in (("title", self.title), ("reason", self.reason)):
            if not is_closed(text):
                raise ValueError(f"{name} of {self.id} must have dollars and braces in pairs (\\$ is a dollar), got {text!r}")
        if self.expected in (Outcome.ERROR, Outcome.VACUOUS):
            raise ValueError(f"expected must be VERIFIED, REFUTED or UNDECIDED for {self.id}, got {self.expected.value}")
        if self.expected is Outcome.UNDECIDED and not self.reason:
            raise ValueError(f"claim {self.id} expects UNDECIDED and must give its reason")

    @property
    def evidence(self) -> Evidence:
        """On what its outcome rests."""
        return self.method.evidence

    def run(self, rng: Generator) -> Result:
        """Return what the method finds; an ERROR where the claim shows equations that the method never looks at."""
        equations = list(self.equations())
        if equations and not getattr(self.method, "reads_equations", True):
            kind = type(self.method).__name__
            reason = (
                f"equations must be checked by the method, but {kind} reads none: name the claims that hold them in depends_on"
            )
            return Result(Outcome.ERROR, reason=reason)
        return self.method.run(equations, rng)


def sound(result: Result) -> Result:
    """Return the result, or an ERROR where it breaks a rule that every result must keep.

    A VERIFIED result has looked at a point at least, a REFUTED one shows its counterexample, and no measure is infinite or NaN.
    """
    wrong = [name for name, value in result.measures.items() if not math.isfinite(value)]
    if wrong:
        return Result(Outcome.ERROR, result.points, reason=f"measure {wrong[0]} is not a finite number")
    if result.outcome is Outcome.VERIFIED and result.points < 1:
        return Result(Outcome.ERROR, reason="verified without looking at a single point")
    if result.outcome is Outcome.REFUTED and not result.counterexample:
        return Result(Outcome.ERROR, result.points, result.measures, reason="refuted without a counterexample")
    return result
