r"""The trees that LaTeX mathematics is read into: no meaning yet, only what stands where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sympy import Rational


@dataclass(frozen=True)
class Number:
    """A number, exact."""

    value: Rational


@dataclass(frozen=True)
class Name:
    r"""A letter with its accent and label, its indices, and the time it is taken at: ``\dot w``, ``(i, j)``, ``0``."""

    key: str
    indices: tuple[Node, ...] = ()
    at: str = ""


@dataclass(frozen=True)
class Sum:
    """Signed terms, each with its offset in the text."""

    terms: tuple[tuple[int, Node, int], ...]


@dataclass(frozen=True)
class Product:
    """Factors in order."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Quotient:
    """Numerator over denominator."""

    numerator: Node
    denominator: Node


@dataclass(frozen=True)
class Power:
    """A base with an exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Transposed:
    """A transpose."""

    base: Node


@dataclass(frozen=True)
class Element:
    """An entry of a bracketed vector or matrix, ``(X v)_2``."""

    base: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Range:
    """The indices from one to another, ``1..k``."""

    first: Node
    last: Node


@dataclass(frozen=True)
class Function:
    """A function of its arguments: exp, ln, sqrt, tr, det, diag, norm, commutator, or a letter such as V."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Condition:
    r"""Relations between indices, all to hold: ``k \ne i``, as (left, relation, right)."""

    relations: tuple[tuple[Node, str, Node], ...]


@dataclass(frozen=True)
class Indicator:
    """One if the condition holds, else zero."""

    condition: Condition


@dataclass(frozen=True)
class Repeated:
    """A sum or product over an index between bounds, where a condition holds."""

    kind: str
    index: str
    lower: Node | None
    upper: Node | None
    condition: Condition
    body: Node


Node: TypeAlias = (
    Number | Name | Sum | Product | Quotient | Power | Transposed | Element | Range | Function | Indicator | Repeated
)


@dataclass(frozen=True)
class Relation:
    """Sides that are said to be equal, each with its offset, and definitions that follow after a comma."""

    sides: tuple[tuple[Node, int], ...]
    where: tuple[Relation, ...] = ()


def speaks_of(part: object, letter: str) -> bool:
    """Return whether a letter occurs in a tree."""
    if isinstance(part, Name) and part.key == letter:
        return True
    inside = part if isinstance(part, tuple) else vars(part).values() if hasattr(part, "__dataclass_fields__") else ()
    return any(speaks_of(item, letter) for item in inside)
