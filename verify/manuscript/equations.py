r"""The equations of the ledger by their ids: each with its instances (dimensions), the claims about it, and its steps.

`swingby latex` exports each for a manuscript: as a fragment, a term a line, with a macro of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import TypeAlias

from sympy import Expr, ImmutableMatrix, Indexed

from theory.algebra import symbols
from theory.algebra.domain import POSITIVE, REAL, Domain
from theory.algebra.equation import Equation, explicit_indices
from verify.claim import Claim
from verify.manuscript.grammar.tokens import depths, tokens
from verify.told import equations

_DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True)
class Stated:
    """One equation as it is stated: the same formula for all its instances.

    Parameters
    ----------
    id : the equation's permanent id
    instances : the equation at each dimension it is verified at
    claims : the ids of the claims that hold it to account
    by_indices : whether it is verified by indices, and so for every d; its instances are only for comparing
    source : the equation as its claim checks it, the first of them where there are several dimensions
    """

    id: str
    instances: tuple[Equation, ...]
    claims: tuple[str, ...]
    by_indices: bool = False
    source: Equation | None = None

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
    entries = {}
    for name, found in instances.items():
        by_indices = isinstance(found[0].rhs, Expr) and bool(found[0].rhs.has(Indexed))
        explicit = [_at(found[0], size) for size in (2, 3)] if by_indices else found
        entries[name] = Stated(name, tuple(explicit), tuple(owners.get(name, ())), by_indices, found[0])
    return entries


@cache
def _equations(claim: Claim) -> tuple[Equation, ...]:
    """Return the equations of a claim, kept, since making those of all claims takes seconds; none where that fails."""
    return tuple(equations(claim)[0])


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
            if (found := stated([claim]).get(identifier)) is not None:
                return found
        return None

    return find


def _steps(equation: Equation) -> Iterator[Equation]:
    """Return what an equation follows from, and what that follows from, the first steps first."""
    for step in equation.steps:
        yield from _steps(step)
        yield step


@cache
def _at(equation: Equation, size: int) -> Equation:
    """Return an equation with symbolic indices as one of explicit matrices; with the index i alone, of columns."""
    numbered = equation.rhs.subs(symbols.d, size)
    columns = size if symbols.j in numbered.free_symbols else 1
    places = [{symbols.i: row, symbols.j: column} for row, column in product(range(1, size + 1), range(1, columns + 1))]
    side = ImmutableMatrix(size, columns, [explicit_indices(numbered.subs(place).doit()) for place in places])
    sets = {letter: POSITIVE if letter.is_positive else REAL for letter in sorted(side.free_symbols, key=str)}
    return replace(equation, lhs=side, rhs=side, domain=Domain(sets))


def _add(found: list[Equation], equation: Equation) -> None:
    same_shape = [other for other in found if getattr(other.rhs, "shape", ()) == getattr(equation.rhs, "shape", ())]
    letters = equation.rhs.free_symbols | equation.lhs.free_symbols
    if not any(other.rhs.free_symbols | other.lhs.free_symbols == letters for other in same_shape):
        found.append(equation)


def macro(name: str) -> str:
    r"""Return the name of an equation's macro: `two_layer.entry_form` is `\SwingbyTwoLayerEntryForm`."""
    spelled = re.sub(r"\d", lambda digit: f"_{_DIGITS[int(digit[0])]}_", name)
    return "\\Swingby" + "".join(word[:1].upper() + word[1:] for word in re.split(r"[._]", spelled))


def fragment(stated: Stated) -> str:
    r"""Return an equation as bare mathematics, one term a line, for `\input` in any display."""
    first = stated.first
    return "\n".join([*pieces(first.left_latex), *pieces(f"= {first.right_latex}")]) + "%\n"


def pieces(source: str) -> list[str]:
    """Return mathematics cut before every equality sign, plus, minus and where-clause in no bracket and no environment."""
    found, start, previous, environments = [], 0, "", 0
    for token, depth in depths(tokens(source)[:-1]):
        cuts = token.text in ("+", "-", "=") and previous not in ("", "=", "+", "-", ",", "^", "_")
        environments += (token.text == r"\begin") - (previous == r"\end")
        if depth == 0 and not environments and token.place > start and (cuts or previous == ","):
            found.append(source[start : token.place].strip())
            start = token.place
        previous = token.text
    return [*found, source[start:].strip()]
