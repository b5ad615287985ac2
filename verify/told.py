"""Claims as they are told of: their words without their check, which may hold functions that no other process can be given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from verify.containment import EscapeError, contained

if TYPE_CHECKING:
    from numpy.random import Generator

    from theory.algebra.equation import Equation
    from verify.claim import Claim, Evidence, Mutant, Result


@dataclass(frozen=True)
class Told:
    """What is said of a method; it cannot be run."""

    evidence: Evidence
    described: str
    falsified: str

    def describe(self) -> str:
        """Return what is done."""
        return self.described

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return self.falsified

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Raise a ValueError: the check stayed in the process that ran it."""
        raise ValueError("claim must be one of swingby.claims() to be checked, got what another process told of it")

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return none."""
        return ()


def told(claim: Claim) -> Claim:
    """Return a claim that can be pickled, with the words of its method and without its equations."""
    method = claim.method
    return replace(claim, method=Told(claim.evidence, words(method.describe), words(method.falsifier)), equations=tuple)


def equations(claim: Claim) -> tuple[Sequence[Equation], str]:
    """Return the equations of a claim, or none and the error that making them raises."""
    try:
        with contained():
            return claim.made(), ""
    except EscapeError as failure:
        return [], f"ERROR, {failure}"


def is_whole(claim: Claim) -> bool:
    """Return whether a claim says everything of itself without an error."""
    said = (words(claim.method.describe), words(claim.method.falsifier), equations(claim)[1])
    return not any(item.startswith("ERROR, ") for item in said)


def words(asked: Callable[[], str]) -> str:
    """Return what a method says of itself, or the error that it raises instead."""
    try:
        with contained():
            return str(asked())
    except EscapeError as failure:
        return f"ERROR, {failure}"
