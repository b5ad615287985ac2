r"""An author's own steps: each equality sign between the marks is an identity of its two neighbours, on a stated domain.

    % swingby: let x, y real        real, positive, nonnegative, integer; matrix, symmetric (square, of every dimension)
    % swingby: derive
    \begin{align} (x + y)^2 &= x^2 + 2 x y + y^2 \\ &= ... \end{align}
    % swingby: end

Every letter must be declared; no letter has the meaning that it has in the theory.

Source: elementary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from sympy import Basic, MatrixSymbol, S, Set, Symbol
from sympy.matrices.exceptions import MatrixError

from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import d
from verify.algebra.compile import entries
from verify.claim import Outcome
from verify.manuscript.grammar.derivatives import prepared
from verify.manuscript.grammar.parser import parse
from verify.manuscript.grammar.tokens import NotReadError, depths
from verify.manuscript.grammar.tree import Function, Name, Node, Number, Repeated, parts
from verify.manuscript.reading.meaning import value
from verify.manuscript.reading.scope import Family, Scope
from verify.manuscript.source.macros import expand
from verify.manuscript.source.marks import Block, Fault
from verify.manuscript.source.source import Row, Source
from verify.methods.identity import Identity

#: Steps with more operations than this are not checked: their proof could take minutes.
LONGEST = 400
_SEED = 20250424
_SETS = {"real": REAL, "positive": POSITIVE, "nonnegative": NONNEGATIVE, "integer": S.Integers}
_MATRICES = {"matrix": Matrices.GENERAL, "symmetric": Matrices.SYMMETRIC}


def steps(source: Source, block: Block) -> tuple[int, list[Fault]]:
    """Return how many steps of a block were checked, and those that are wrong or could not be checked."""
    rows, faults = source.rows(block)
    try:
        declared = {
            expand(name, block.start, source.macros).text: kind for name, kind in source.marks.lets_at(block.start).items()
        }
        here, domain = _scope(declared)
    except NotReadError as unread:
        return 0, [*faults, Fault(f"derive: {unread} is no letter that a line 'let' can declare", block.place, is_error=False)]
    checked = 0
    for row in rows:
        for fault in _judged(row, here, domain):
            checked += fault is None or fault.is_error
            faults += [] if fault is None else [fault]
    if not checked and not faults:
        faults.append(Fault("derive: no equality stands between the marks", block.place, is_error=False))
    return checked, faults


def _scope(declared: dict[str, str]) -> tuple[Scope, Domain]:
    """Return the meaning of the declared letters, and their domain."""
    symbols: dict[str, Any] = {}
    families: dict[str, Family] = {}
    sets: dict[Basic, Set | Matrices] = {}
    for text, kind in declared.items():
        name = parse(text)
        if not isinstance(name, Name) or name.at or not all(isinstance(index, Number) for index in name.indices):
            raise NotReadError(text)
        places = tuple(int(index.value) for index in name.indices if isinstance(index, Number))
        written = "_".join([name.key, *map(str, places)])
        letter = MatrixSymbol(written, d, d) if kind in _MATRICES else Symbol(written, **{kind: True})
        sets[letter] = _MATRICES[kind] if kind in _MATRICES else _SETS[kind]
        if places and kind not in _MATRICES:
            families.setdefault(name.key, {})[places] = letter
        elif places:
            raise NotReadError(text)
        else:
            symbols[name.key] = letter
    size = 0 if any(isinstance(letter, MatrixSymbol) for letter in sets) else 1
    return Scope(size=size, rows=0, symbols=symbols, families=families), Domain(sets)


def _judged(row: Row, here: Scope, domain: Domain) -> Iterator[Fault | None]:
    """Return for every equality sign of a relation what is wrong with it, or None."""
    sides = list(_sides(row.text))
    values = [_value(text, here) for text, _ in sides]
    if len(sides) == 1:
        yield Fault("derive: no equality sign stands here", row.place(sides[0][1]), is_error=False)
    for (left, right), (_, start) in zip(pairwise(values), sides[1:], strict=True):
        place = row.place(start)
        unread = next((item for item in (right, left) if isinstance(item, NotReadError)), None)
        if unread is not None:
            yield Fault(f"derive: this step is not read: {unread}", place, is_error=False)
            continue
        yield _step(left, right, domain, place)


def _step(left: Any, right: Any, domain: Domain, place: int) -> Fault | None:
    try:
        equation = Equation(id="the step", lhs=left, rhs=right, domain=domain)
        if sum(item.count_ops() for side in (equation.lhs, equation.rhs) for item in entries(side)) > LONGEST:
            return Fault("derive: this step is too long to be proved", place, is_error=False)
        if equation.lhs == equation.rhs:
            return None
        used = equation.lhs.free_symbols | equation.rhs.free_symbols
        equation = replace(equation, domain=Domain({letter: kind for letter, kind in domain.sets.items() if letter in used}))
        result = Identity().run([equation], np.random.default_rng(_SEED))
    except (MatrixError, ArithmeticError, TypeError, ValueError, AttributeError, NotImplementedError, RecursionError) as failure:
        return Fault(f"derive: this step has no meaning here ({' '.join(str(failure).split())})", place, is_error=False)
    if result.outcome is Outcome.VERIFIED:
        return None
    if result.outcome is Outcome.REFUTED and result.counterexample:
        found = result.counterexample
        at = ", ".join(f"{name} = {number}" for name, number in found["at"].items())
        return Fault(f"derive: this step is wrong: at {at} its sides are {found['left']} and {found['right']}", place)
    return Fault(f"derive: this step could not be decided ({result.reason or result.outcome.value})", place, is_error=False)


def _value(text: str, here: Scope) -> Any:
    """Return the value of a side, or why it has none."""
    try:
        node = parse(text)
        _check(node, here)
        return value(node, here)
    except (NotReadError, RecursionError) as unread:
        return unread if isinstance(unread, NotReadError) else NotReadError("nested too deeply")


def _check(node: Node, here: Scope) -> None:
    """Refuse letters that are not declared, and what has a meaning in the theory only."""
    indices = {part.index for part in parts(node) if isinstance(part, Repeated)}
    for part in parts(node):
        if isinstance(part, Repeated) and (part.lower is None or part.upper is None):
            raise NotReadError("a sum without its bounds")
        if isinstance(part, Function) and part.name in ("V", "f", "g", "derivative", "diag", "stack"):
            raise NotReadError(f"{part.name} is not understood here")
        if isinstance(part, Name) and part.key not in (*here.symbols, *here.families, *indices) and not _is_identity(part, here):
            raise NotReadError(f"{part.key} is not declared; say what it is: % swingby: let {part.key} real")


def _is_identity(name: Name, here: Scope) -> bool:
    return name == Name("I") and not here.size


def _sides(text: str) -> Iterator[tuple[str, int]]:
    """Return what stands between the equality signs of a relation, each with its offset."""
    found = prepared(text, {})
    signs = [number for number, (token, depth) in enumerate(depths(found)) if token.text == "=" and depth == 0]
    bounds = [-1, *signs, len(found) - 1]
    for first, last in pairwise(bounds):
        inside = found[first + 1 : last]
        while inside and (inside[-1].text in (".", ",", ";") or inside[-1].kind == "row"):
            inside.pop()
            last -= 1
        start = inside[0].place if inside else found[last].place
        yield text[start : found[last].place], start
