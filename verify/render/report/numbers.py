"""Counterexamples as sentences: the numbers of a result, read aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from verify.render.report.mathematics import mathml
from verify.render.wording import brief

#: Fractions longer than this, in characters, are shown as decimals.
LONG = 14
_FRACTION = re.compile(r"(-?\d+)/(0*[1-9]\d*)")
_DECIMAL = re.compile(r"-?\d*\.?\d+(?:e[-+]?\d+)?")
#: A ball as python-flint writes it.
_BALL = re.compile(rf"\[({_DECIMAL.pattern}) \+/- ({_DECIMAL.pattern})\]")
#: Names that are mathematics: a letter, perhaps with places, at a time.
_LETTER = re.compile(r"([A-Za-z]|[a-z]{2,7})(_\d+)?(\(\w+\))?")
_GREEK = frozenset({"eta", "omega", "theta", "mu", "sigma", "lambda", "phi", "alpha", "beta", "gamma", "kappa"})


def sentence(counterexample: Mapping[str, Any]) -> Markup:
    """Return a counterexample as a sentence: where, and what both sides are there."""
    known = dict(counterexample)
    point, left, right = known.pop("at", None), known.pop("left", None), known.pop("right", None)
    if left is None or right is None:
        return _listed(counterexample) + Markup(".")
    known.pop("equation", None)
    entry = known.pop("entry", None)
    where = Markup("At {}, ").format(_listed(point)) if isinstance(point, dict) else Markup("")
    sides = Markup("the left side{} is {}, the right side {}.").format(
        Markup(", entry {},").format(entry) if entry else "", number(left), number(right)
    )
    said = where + sides
    said = said[:1].upper() + said[1:] if not where else said
    return said + (Markup(" With {}.").format(_listed(known)) if known else Markup(""))


def number(value: Any, relation: str = "") -> Markup:
    """Return a number as mathematics after a relation; a long fraction is shown to four digits, and as such."""
    text = str(value)
    fraction = _FRACTION.fullmatch(text)
    if ball := _BALL.fullmatch(text):
        return mathml(rf"{relation} {_decimal(ball[1])} \pm {_decimal(ball[2])}")
    if isinstance(value, bool) or not (fraction or _DECIMAL.fullmatch(text)):
        return Markup("{} {}").format(mathml(relation), brief(text)) if relation else Markup("{}").format(brief(text))
    if fraction and len(text) > LONG:
        return mathml(rf"\approx {power_of_ten(Decimal(fraction[1]) / Decimal(fraction[2]))}")
    return mathml(f"{relation} {power_of_ten(value) if isinstance(value, float) else _decimal(text)}")


def named(name: str) -> Markup:
    """Return the name of a number: a letter as mathematics, all else in words."""
    letter = _letter(name)
    return mathml(letter) if letter else Markup("{}").format(_spelled(name))


def power_of_ten(value: float | Decimal) -> str:
    """Return a number to four digits as LaTeX, with its power of ten where it has one."""
    digits, _, exponent = f"{value:.4g}".partition("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if exponent else digits


def _decimal(text: str) -> str:
    """Return a number as it is written, its power of ten raised, without zeros at the end of its decimals."""
    digits, _, exponent = text.partition("e")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if exponent else digits


def _listed(known: Mapping[str, Any]) -> Markup:
    shown = {name: value for name, value in known.items() if str(value) != "0"}
    rest = [Markup("all else 0")] if len(shown) < len(known) else []
    return Markup(", ").join([*(_equated(name, value) for name, value in shown.items()), *rest])


def _equated(name: str, value: Any) -> Markup:
    letter = _letter(name)
    if isinstance(value, dict):
        return Markup("{}: {}").format(_spelled(name), _listed(value))
    if isinstance(value, list):
        shown = Markup(", ").join(map(_item, value))
        return Markup("{} {}").format(mathml(f"{letter} =") if letter else f"{_spelled(name)}:", shown)
    if letter:
        shown = Markup("{} {}").format(mathml(letter), number(value, "="))
        return Markup("<span class=together>{}</span>").format(shown) if len(str(value)) <= LONG else shown
    return Markup("{}: {}").format(_spelled(name), number(value))


def _item(value: Any) -> Markup:
    return Markup("({})").format(Markup(", ").join(map(_item, value))) if isinstance(value, list) else number(value)


def _spelled(name: str) -> str:
    return name.replace("_", " ")


def _letter(name: str) -> str:
    """Return a name that is a letter, perhaps with places or at a time, as LaTeX; nothing for all others."""
    above, over, below = name.partition("/")
    if over and _letter(above) and _letter(below):
        return f"{_letter(above)}/{_letter(below)}"
    found = _LETTER.fullmatch(name)
    if found is None or (len(found[1]) > 1 and found[1] not in _GREEK):
        return ""
    letter = f"\\{found[1]}" if found[1] in _GREEK else found[1]
    return f"{letter}{f'_{{{found[2][1:]}}}' if found[2] else ''}{found[3] or ''}"
