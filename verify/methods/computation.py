"""Claims whose check is a function written by hand, and so are its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

from numpy.random import Generator

from theory.algebra.equation import Equation
from verify.claim import Evidence, Mutant, Outcome, Result, member

Check = Callable[[Generator], Result]
#: A name, and the one thing that is wrong: arguments of the function by their names, or another function.
Fault: TypeAlias = tuple[str, Mapping[str, Any] | Callable[..., Any]]
#: Figures of a counterexample by their names, one number or several: "5/8" exactly, "0.625" to half a unit of its last digit.
Stated: TypeAlias = Mapping[str, str | tuple[str, ...]]


class ByHand:
    """A method that calls a function, its first field; its faults are that function with one thing wrong."""

    what: str
    faults: tuple[Fault, ...]
    refuted_by: str
    faulty: Outcome = Outcome.REFUTED
    stated: Stated = MappingProxyType({})

    @property
    def reads_equations(self) -> bool:
        """Return whether the function is called with the claim's equations: a claim shows only what its method checks."""
        return False

    def describe(self) -> str:
        """Return what is done."""
        return self.what

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return self.refuted_by

    def as_stated(self, result: Result) -> Result:
        """Return a result, an ERROR in place of a refutation whose counterexample has other figures than are stated."""
        if not isinstance(result, Result):
            return result  # said to be none by whoever runs the claim
        found = result.counterexample or {}
        for name, numbers in self.stated.items() if result.outcome is Outcome.REFUTED else ():
            if not _agrees(found.get(name), numbers):
                reason = f"{name} of the counterexample is {found.get(name)}, stated is {numbers}"
                return Result(Outcome.ERROR, result.points, result.measures, reason=reason)
        return result

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return the faults, and the method with one figure of its counterexample stated wrongly."""
        method: Any = self
        first = fields(method)[0].name
        for name, wrong in self.faults:
            function = wrong if callable(wrong) else partial(getattr(self, first), **wrong)
            yield Mutant(name, partial(replace(method, **{first: function}).run, equations), self.faulty)
        for name, wrong in _misstated(self.stated):
            yield Mutant(name, partial(replace(method, stated=wrong).run, equations), Outcome.ERROR)


@dataclass(frozen=True)
class Computation(ByHand):
    """Run a check.

    Parameters
    ----------
    check : takes a generator and returns the result
    evidence : the kind of evidence its outcome rests on
    what : what is done, one sentence
    refuted_by : what would refute the claim, one sentence
    faults : each to come out as `faulty`: a name, and arguments of the check that make it wrong (or another check)
    faulty : REFUTED; for a claim expected to be refuted VERIFIED, its faults being corrections
    stated : figures of the counterexample; where it has others, the outcome is ERROR
    """

    check: Check
    evidence: Evidence
    what: str
    refuted_by: str
    faults: tuple[Fault, ...] = ()
    faulty: Outcome = Outcome.REFUTED
    stated: Stated = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "evidence", member(Evidence, "evidence", self.evidence))

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return what the check finds."""
        return self.as_stated(self.check(rng))


def _agrees(found: Any, stated: str | tuple[str, ...]) -> bool:
    """Return whether a figure, or each of several, is as stated."""
    if isinstance(stated, tuple):
        several = isinstance(found, list | tuple) and len(found) == len(stated)
        return several and all(map(_agrees, found, stated))
    if found is None or isinstance(found, list | tuple):
        return False
    decimals = len(stated.partition(".")[2])
    allowed = Fraction(1, 2 * 10**decimals) if decimals else 0
    return abs(Fraction(found) - Fraction(stated)) <= allowed


def _misstated(stated: Stated) -> Iterator[tuple[str, Stated]]:
    """Return the stated figures with the last digit of one of them another, for each of them."""
    for name, numbers in stated.items():
        several = numbers if isinstance(numbers, tuple) else (numbers,)
        for place, number in enumerate(several):
            wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
            changed = (*several[:place], wrong, *several[place + 1 :])
            yield f"{name} stated as {wrong}", {**stated, name: changed if isinstance(numbers, tuple) else wrong}
