"""Counterexamples in the prose of claims: numbers and matrices between dollars, all else as text.

Source: elementary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

#: Fractions longer than this, in characters, are shown as decimals to so many digits.
LONG, DIGITS = 14, 5
#: Matrices of more rows do not fit a line of text.
SMALL = 2
_DECIMAL = r"-?\d*\.?\d+(?:e[-+]?\d+)?"
_NUMBER = re.compile(_DECIMAL)
_FRACTION = re.compile(r"(-?\d+)/(0*[1-9]\d*)")
#: A ball as python-flint writes it.
_BALL = re.compile(rf"\[({_DECIMAL}) \+/- ({_DECIMAL})\]")
#: Names that are mathematics: a letter, perhaps with places, at a time, over another.
_LETTER = re.compile(r"([A-Za-z]|alpha|beta|gamma|eta|kappa|lambda|mu|omega|rho|sigma|theta)(?:_(\d+))?(\(\w+\))?")


def in_prose(shown: Mapping[str, Any]) -> str:
    """Return a counterexample as a sentence: what is given, then both sides where there are two."""
    known = dict(shown)
    sides = [known.pop(side, None) for side in ("left", "right")]
    said = ", ".join(_equated(known))
    if None not in sides:
        both = ", ".join(f"the {name} side is {_value(side)}" for name, side in zip(("left", "right"), sides, strict=True))
        said = f"{said}: {both}" if said else both
    return f"{said[:1].upper() + said[1:] if not said.startswith('$') else said}."


def _equated(known: Mapping[str, Any]) -> Iterator[str]:
    for name, value in known.items():
        if isinstance(value, Mapping):
            yield from _equated(value)
        elif (letter := _letter(name)) and (number := mathematics(value)):
            yield f"${letter} {number}$" if number.startswith(r"\approx") else f"${letter} = {number}$"
        else:
            yield f"{_text(name.replace('_', ' '))} {_value(value)}"


def _value(value: Any) -> str:
    number = mathematics(value)
    return f"${number}$" if number else _text(str(value))


def mathematics(value: Any) -> str:
    """Return a number, a ball, a vector or a matrix as LaTeX; nothing for what is none."""
    if isinstance(value, list):
        parts = [mathematics(item) for item in value]
        if not all(parts):
            return ""
        if all(isinstance(item, list) for item in value):
            rows = " \\\\ ".join(" & ".join(map(mathematics, row)) for row in value)
            if len(value) > SMALL:
                return rf"\left[\begin{{matrix}} {rows} \end{{matrix}}\right]"
            return rf"\bigl[\begin{{smallmatrix}} {rows} \end{{smallmatrix}}\bigr]"
        return f"({', '.join(parts)})"
    text = str(value)
    if ball := _BALL.fullmatch(text):
        return rf"{_decimal(ball[1])} \pm {_decimal(ball[2])}"
    if fraction := _FRACTION.fullmatch(text):
        return text if len(text) <= LONG else rf"\approx {_decimal(f'{Decimal(fraction[1]) / Decimal(fraction[2]):.{DIGITS}g}')}"
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        return ""
    return _decimal(f"{value:.{DIGITS}g}" if isinstance(value, float) else text)


def _decimal(text: str) -> str:
    """Return a decimal without zeros at its end, its power of ten raised."""
    digits, _, exponent = text.partition("e")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if exponent else digits


def _letter(name: str) -> str:
    """Return a name that is mathematics as LaTeX, nothing for all others."""
    found = [_LETTER.fullmatch(part) for part in name.split("/")]
    parts = [
        (f"\\{it[1]}" if len(it[1]) > 1 else it[1]) + (f"_{{{it[2]}}}" if it[2] else "") + (it[3] or "") for it in found if it
    ]
    return "/".join(parts) if len(parts) == len(found) else ""


def _text(words: str) -> str:
    return words.replace("\\", "").replace("$", r"\$")
