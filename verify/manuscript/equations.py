"""The equations of the ledger by their ids: each with its instances (dimensions), the claims about it, and its steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

from sympy import Expr, ImmutableMatrix, Indexed

from theory.algebra import symbols
from theory.algebra.domain import POSITIVE, REAL, Domain
from theory.algebra.equation import Equation, explicit_indices
from verify.claim import Claim


@dataclass(frozen=True)
class Stated:
    """One equation as it is stated: the same formula for all its instances.

    Parameters
    ----------
    id : the equation's permanent id
    instances : the equation at each dimension it is verified at
    claims : the ids of the claims that hold it to account
    by_indices : whether it is verified by indices, and so for every d; its instances are only for comparing
    """

    id: str
    instances: tuple[Equation, ...]
    claims: tuple[str, ...]
    by_indices: bool = False

    @property
    def first(self) -> Equation:
        """The instance that is printed."""
        return self.instances[0]


#: Returns the equation of an id, or None.
Find: TypeAlias = "Callable[[str], Stated | None]"


def stated(claims: Iterable[Claim]) -> dict[str, Stated]:
    """Return the equations of claims by id, in their order, steps before what follows from them."""
    instances: dict[str, list[Equation]] = {}
    owners: dict[str, list[str]] = {}
    for claim in claims:
        for equation in _equations(claim):
            for step in _steps(equation):
                instances.setdefault(step.id, [step])
            _add(instances.setdefault(equation.id, []), equation)
            if claim.id not in owners.setdefault(equation.id, []):
                owners[equation.id].append(claim.id)
    return {
        name: Stated(name, _explicit(found), tuple(owners.get(name, ())), _has_indices(found[0]))
        for name, found in instances.items()
    }


@cache
def _equations(claim: Claim) -> tuple[Equation, ...]:
    """Return the equations of a claim, kept, since making those of all claims takes seconds."""
    return tuple(claim.equations())


def finder(ledger: Mapping[str, Claim]) -> Find:
    """Return what finds the equation of an id, or the first one of the claim of that id; None where there is none.

    Making every equation takes seconds: those of the claim itself are made first, then those of its subject, until it is found.
    """

    @cache
    def find(identifier: str) -> Stated | None:
        own = stated([ledger[identifier]] if identifier in ledger else [])
        if own:
            return own.get(identifier) or next(entry for entry in own.values() if identifier in entry.claims)
        subject = identifier.split(".")[0]
        for claim in sorted(ledger.values(), key=lambda claim: claim.id.split(".")[0] != subject):
            entries = stated([claim])
            if identifier in entries:
                return entries[identifier]
        return None

    return find


def _steps(equation: Equation) -> Iterator[Equation]:
    """Return what an equation follows from, and what that follows from, the first steps first."""
    for step in equation.steps:
        yield from _steps(step)
        yield step


def _explicit(found: list[Equation]) -> tuple[Equation, ...]:
    """Return equations with symbolic indices at d = 2 and 3, others as they are."""
    return tuple(_at(found[0], size) for size in (2, 3)) if _has_indices(found[0]) else tuple(found)


def _has_indices(equation: Equation) -> bool:
    return isinstance(equation.rhs, Expr) and bool(equation.rhs.has(Indexed))


def _at(equation: Equation, size: int) -> Equation:
    numbered = equation.rhs.subs(symbols.d, size)

    def entry(row: int, column: int) -> Expr:
        return explicit_indices(numbered.subs({symbols.i: row + 1, symbols.j: column + 1}).doit())

    side = ImmutableMatrix(size, size, entry)
    sets = {letter: POSITIVE if letter.is_positive else REAL for letter in sorted(side.free_symbols, key=str)}
    return replace(equation, lhs=side, rhs=side, domain=Domain(sets))


def _add(found: list[Equation], equation: Equation) -> None:
    same_shape = [other for other in found if getattr(other.rhs, "shape", ()) == getattr(equation.rhs, "shape", ())]
    letters = equation.rhs.free_symbols | equation.lhs.free_symbols
    if not any(other.rhs.free_symbols | other.lhs.free_symbols == letters for other in same_shape):
        found.append(equation)
