"""Mutants of exported claims: an equation with one thing wrong, stated and proved as any other. None may compile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from theory.algebra.equation import Equation
from verify.algebra.mutate import changed_equations
from verify.claim import Outcome
from verify.proofs.export import HEAD, Exported, Theorem, theorem
from verify.proofs.terms import NotExportedError


@dataclass(frozen=True)
class Wrong:
    """A mutant: of which claim, what is wrong, and its text."""

    claim: str
    name: str
    text: str


def statements(wrong: Sequence[Wrong]) -> str:
    """Return a file that states every mutant and proves none: what Coq cannot read would be refused for another reason."""
    goals = [one.text.removeprefix(HEAD).split(" :\n", 1)[1].split(".\nProof.", 1)[0].strip() for one in wrong]
    return HEAD + "".join(f"\nGoal {goal}.\nAbort.\n" for goal in goals)


def mutants(claims: Sequence[Exported], most: int) -> Iterator[Wrong]:
    """Return at most so many mutants of the claims' theorems, one of each theorem, then a second one, and so on.

    What cannot be exported is none of them, and is not counted.
    """
    sources = [_of(one, equation, made) for one in claims for equation, made in _pairs(one)]
    yield from islice(_in_turn(sources), most)


def _pairs(one: Exported) -> Iterator[tuple[Equation, Theorem]]:
    if one.claim.expected is Outcome.REFUTED:
        return
    names = {made.name: made for made in one.theorems}
    for number, equation in enumerate(one.claim.made(), 1):
        made = names.get(f"{one.claim.id.replace('.', '_')}__{number}")
        if made is not None:
            yield equation, made


def _of(one: Exported, equation: Equation, made: Theorem) -> Iterator[Wrong]:
    for name, changed in changed_equations(equation):
        try:
            wrong = theorem(made.name, changed, one.claim)
        except (NotExportedError, ZeroDivisionError):
            continue
        if wrong.statement != made.statement:
            yield Wrong(one.claim.id, name, HEAD + "\n" + wrong.text)


def _in_turn(sources: list[Iterator[Wrong]]) -> Iterator[Wrong]:
    while sources:
        left = []
        for source in sources:
            found = next(source, None)
            if found is not None:
                yield found
                left.append(source)
        sources = left
