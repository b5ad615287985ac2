"""Why an expression is positive on a domain, as another expression for it in which every term is visibly positive.

    x (1 - y) + 2 (x - 1) y        for x > 1 and 0 < y < 1: products of letters less their bounds, with positive numbers

A bounded letter is written by its distances to its bounds (in Bernstein's form where it has two), e^u by e^u, or by e^u - 1 where
u >= 0; a condition of the domain is a factor like any other. What is found is proved by Coq, which expands it.

Source: elementary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress, islice, product
from typing import Any

from sympy import (
    QQ,
    Add,
    Basic,
    Dummy,
    Expr,
    Interval,
    Poly,
    Pow,
    Rational,
    S,
    exp,
    factor_list,
    log,
    oo,
    reduced,
    ring,
    together,
)
from sympy.core.relational import Relational
from sympy.polys.polyerrors import PolynomialError

from theory.algebra.domain import Domain
from verify.proofs.terms import scalar

#: Ways of writing the letters that are tried.
MOST_WAYS = 200
#: What may be taken off an expression on a closed domain, where nothing else is visibly above 0.
MARGINS = (Rational(1), Rational(1, 16))
#: Terms of an expression beyond which none is looked for.
MOST_TERMS = 400


@dataclass(frozen=True)
class Part:
    """A part that is >= 0, and > 0 where it is strict, as a term of Coq; `square` if only its even powers are."""

    text: str
    strict: bool
    square: bool = False


#: One way to write a letter: a number plus or minus one part, or by its distances to two bounds.
Way = tuple[tuple[Part, ...], tuple[Rational, ...]]


@cache
def sign(expression: Expr, domain: Domain) -> tuple[int, str] | None:
    """Return the sign of an expression on a domain with a term equal to it, up to the sign, that is visibly positive; or None."""
    number, factors = factored(expression)
    if number == 0 or not number.is_Rational:
        return None
    found, texts = (1 if number > 0 else -1), [f"({scalar(abs(number))})"] if abs(number) != 1 else []
    for part, power in factors:
        known = _of_factor(part, domain)
        if known is None:
            return None
        found *= known[0] if power % 2 else 1
        texts.append(f"({known[1]}) ^ {power}" if power > 0 else f"/ ({known[1]}) ^ {-power}")
    return found, " * ".join(texts) or "1"


def factored(expression: Expr) -> tuple[Expr, list[tuple[Expr, int]]]:
    """Return the number and the factors of an expression with their powers, those of its denominator negative."""
    hidden, plain = _hidden(expression)
    above, below = together(plain).as_numer_denom()
    try:
        (number, up), (other, down) = factor_list(above), factor_list(below)
    except PolynomialError:
        return S.One, [(expression, 1)]
    parts = [*up, *((part, -power) for part, power in down)]
    return number / other, [(part.xreplace(hidden), power) for part, power in parts]


def _of_factor(part: Expr, domain: Domain) -> tuple[int, str] | None:
    for found in (1, -1):
        if (text := positive(found * part, domain)) is not None:
            return found, text
    return None


def positive(part: Expr, domain: Domain) -> str | None:
    """Return a term equal to an expression that is visibly positive on a domain, or None."""
    if isinstance(part, Pow) and part.exp == -1 and (text := positive(part.base, domain)):
        return f"/ ({text})"
    direct = _certificate(part, domain)
    if direct is not None:
        return direct
    for condition in domain.conditions:
        if not isinstance(condition, Relational) or condition.rel_op not in (">", ">=", "<", "<="):
            continue
        gap = condition.gts - condition.lts
        try:
            (times,), rest = reduced(part.expand(), [gap.expand()])
        except PolynomialError:
            continue
        if times == 0:
            continue
        first = _certificate(times, domain)
        last = "0" if rest == 0 else _certificate(rest, domain, strict=False)
        if first is not None and last is not None and condition.rel_op in (">", "<"):
            return f"({first}) * ({scalar(gap)}) + ({last})"
    return None


def _certificate(part: Expr, domain: Domain, strict: bool = True) -> str | None:
    """Return a sum of products of positive parts that is equal to an expression, one of them strictly so; or None."""
    if (text := _sum_of_parts(part, domain, strict)) is not None or not strict:
        return text
    for margin in MARGINS:
        if (text := _sum_of_parts(part - margin, domain, False)) is not None:
            return f"({scalar(margin)}) + ({text})"
    return None


def _sum_of_parts(part: Expr, domain: Domain, strict: bool) -> str | None:
    hidden, plain = _hidden(part.expand())
    if len(Add.make_args(plain)) > MOST_TERMS:
        return None
    for start, given in _starts(plain, domain):
        letters = sorted(start.free_symbols, key=str)
        try:
            terms = Poly(start, *letters).terms() if letters else [((), start)]
        except PolynomialError:
            return None
        if not all(number.is_Rational for _, number in terms):
            return None
        ways = [
            [((given[letter],), (S.Zero, S.One))] if letter in given else _ways(hidden.get(letter, letter), domain)
            for letter in letters
        ]
        for chosen in islice(product(*ways), MOST_WAYS):
            if (text := _in_parts(terms, chosen, strict)) is not None:
                return text
    return None


def _starts(plain: Expr, domain: Domain) -> Iterator[tuple[Expr, dict[Basic, Part]]]:
    """Return an expression, and it with a letter that a condition holds above something written by the distance to it."""
    yield plain, {}
    for condition in domain.conditions:
        if isinstance(condition, Relational) and condition.rel_op in (">", "<") and condition.gts in plain.free_symbols:
            above = Dummy()
            text = f"({scalar(condition.gts)} - ({scalar(condition.lts)}))"
            yield plain.xreplace({condition.gts: condition.lts + above}).expand(), {above: Part(text, True)}


def _hidden(part: Expr) -> tuple[dict[Basic, Basic], Expr]:
    """Return the functions in an expression, each behind a letter, and the expression in these letters."""
    functions = sorted(part.atoms(exp, log) | {power for power in part.atoms(Pow) if not power.exp.is_Integer}, key=str)
    outer = [item for item in functions if not any(item != other and other.has(item) for other in functions)]
    letters: dict[Basic, Basic] = {}
    places: dict[Basic, Expr] = {}
    for item in outer:  # powers with halves are those of one square root
        half = isinstance(item, Pow) and item.exp.is_Rational and item.exp.q == 2
        inner = Pow(item.base, S.Half) if half else item
        places[item] = letters.setdefault(inner, Dummy()) ** (item.exp.p if half else 1)
    return {letter: inner for inner, letter in letters.items()}, part.xreplace(places)


def _ways(atom: Basic, domain: Domain) -> list[Way]:
    text, plain = scalar(atom), (S.Zero, S.One)
    if isinstance(atom, exp):
        above = [((Part(f"({text} - 1)", False),), (S.One, S.One))]
        return [*(above if _certificate(atom.args[0], domain, strict=False) is not None else []), ((Part(text, True),), plain)]
    if isinstance(atom, Pow):
        above = [((Part(f"({text} - 1)", True),), (S.One, S.One))]
        is_above = atom.exp == S.Half and _certificate(atom.base - 1, domain) is not None
        return [*(above if is_above else []), ((Part(f"({text})", True),), plain)]
    kind = domain.sets.get(atom)
    if not isinstance(kind, Interval):
        return [((Part(f"({text})", False, True),), plain)]
    low, high = kind.start, kind.end
    below = Part(f"({text} - {_number(low)})" if low != 0 else text, bool(kind.left_open)) if low != -oo else None
    above_it = Part(f"({_number(high)} - {text})", bool(kind.right_open)) if high != oo else None
    found: list[Way] = [((below,), (low, S.One))] if below else []
    if below and above_it:
        found.insert(0 if low < 0 else 1, ((below, above_it), (low, high)))
    if above_it:
        found.append(((above_it,), (high, -S.One)))
    return found or [((Part(f"({text})", False, True),), plain)]


def _number(number: Expr) -> str:
    return scalar(number) if number >= 0 else f"({scalar(number)})"


def _in_parts(terms: Sequence[tuple[tuple[int, ...], Rational]], chosen: Sequence[Way], strict: bool) -> str | None:
    """Return a polynomial, given by its terms, with every letter written in a way; None if a term is not visibly >= 0."""
    parts = [part for own, _ in chosen for part in own]
    if not parts:
        number = terms[0][1]
        return scalar(number) if number > 0 or (number == 0 and not strict) else None
    domain, *letters = ring([f"p{number}" for number in range(len(parts))], QQ)
    used = iter(letters)
    own = [[next(used) for _ in mine] for mine, _ in chosen]
    total = domain.zero
    for group in _by_single(terms, chosen):
        powers_of = [
            _powers(mine, QQ.from_sympy(low), QQ.from_sympy(high), max(powers[place] for powers, _ in group))
            for place, (mine, (_, (low, high))) in enumerate(zip(own, chosen, strict=True))
        ]
        for powers, number in group:
            term = domain.one * number
            for power, ready in zip(powers, powers_of, strict=True):
                term = term * ready[power]
            total += term
    return _spelt(total.terms(), parts, strict)


def _by_single(
    terms: Sequence[tuple[tuple[int, ...], Rational]], chosen: Sequence[Way]
) -> list[list[tuple[tuple[int, ...], Any]]]:
    """Return the terms of a polynomial whose letters with one part are written by it, in groups with the same powers of these.

    So that each letter with two parts needs no higher degree than stands beside them.
    """
    domain, *letters = ring([f"l{place}" for place in range(len(chosen))], QQ)
    single = [len(mine) == 1 for mine, _ in chosen]
    written = [
        letter * QQ.from_sympy(second) + QQ.from_sympy(first) if alone else letter
        for letter, alone, (_, (first, second)) in zip(letters, single, chosen, strict=True)
    ]
    total = domain.zero
    for powers, number in terms:
        term = domain.one * QQ.from_sympy(number)
        for value, power in zip(written, powers, strict=True):
            term = term * value**power
        total += term
    groups: dict[tuple[int, ...], list[tuple[tuple[int, ...], Any]]] = {}
    for powers, number in total.terms():
        groups.setdefault(tuple(compress(powers, single)), []).append((powers, number))
    return list(groups.values())


def _powers(parts: Sequence[Any], first: Any, second: Any, degree: int) -> list[Any]:
    """Return the powers of one part, or those of a letter in its two parts, all of one degree."""
    if len(parts) == 1:
        return [parts[0] ** power for power in range(degree + 1)]
    below, above = parts
    width = second - first
    value, one = (below * second + above * first) * (1 / width), (below + above) * (1 / width)
    return [value**power * one ** (degree - power) for power in range(degree + 1)]


def _spelt(terms: Sequence[tuple[tuple[int, ...], Any]], parts: Sequence[Part], strict: bool) -> str | None:
    """Return a sum of products as a term of Coq, a term that is strictly positive first; None if one is not visibly >= 0."""
    first, others = "", []
    for powers, number in terms:
        if number < 0 or any(power % 2 and part.square for power, part in zip(powers, parts, strict=True)):
            return None
        factors = [(part, power) for part, power in zip(parts, powers, strict=True) if power]
        text = " * ".join([f"({scalar(QQ.to_sympy(number))})", *(f"{part.text} ^ {power}" for part, power in factors)])
        if not first and all(part.strict for part, _ in factors):
            first = text
        else:
            others.append(text)
    if strict and not first:
        return None
    return " + ".join([first, *others] if first else others) or "0"
