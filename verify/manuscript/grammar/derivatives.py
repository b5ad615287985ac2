r"""Derivatives as authors write them, as tokens of one spelling.

    W'    \partial_t W    \frac{d}{dt} W    \frac{dW(t)}{dt}    dW/dt          \dot W, with its indices and time
    \nabla_U L    \partial_U L    \frac{\partial}{\partial U} L(U)             \frac{\partial L}{\partial U}

How far `d/dt` reaches must be plain: one letter, and then the end of its term.

Source: elementary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from verify.manuscript.grammar.tokens import ACCENTS, ENDS, GREEK, Token, rewritten, tokens

#: Functions of an argument: their prime is no derivative by time.
_APPLIED = ("V", "f", "g", "F")
_BY_TIME = ("d t", "{ d t }", r"\partial t", r"{ \partial t }")


def prepared(source: str, renamed: Mapping[str, str]) -> list[Token]:
    """Return the tokens of a manuscript's mathematics in our letters, with derivatives in one spelling.

    Raises
    ------
    NotReadError : at what is no mathematics
    """
    found = rewritten(tokens(source), renamed)
    result: list[Token] = []
    position = 0
    while position < len(found):
        made = _derivative(found, position, result)
        if made is None:
            result.append(found[position])
            position += 1
        else:
            result += made[0]
            position = made[1]
    return result


def _derivative(found: list[Token], start: int, before: list[Token]) -> tuple[list[Token], int] | None:
    """Return the derivative that begins at a position, in one spelling, and the position after it."""
    token = found[start]
    if token.text == r"\frac":
        return _fraction(found, start)
    if token.text == "d" and token.kind == "letter":
        return _slashed(found, start, before)
    if token.text in (r"\nabla", r"\partial") and found[start + 1].text == "_":
        end = _argument(found, start + 2)
        by = found[start + 3 : end - 1] if found[start + 2].text == "{" else found[start + 2 : end]
        letter = _name([*by, Token("end", "", 0)] * 3, 0) if by else None
        return _applied(found, token, by, end) if letter and letter[0] == by else None
    primed = _name(found, start) if not (before and before[-1].text in ACCENTS) else None
    if primed and primed[2]:
        dots = {1: r"\dot", 2: r"\ddot"}.get(primed[2])
        return None if dots is None or token.text in _APPLIED else ([Token("command", dots, token.place), *primed[0]], primed[1])
    return None


def _name(found: list[Token], start: int) -> tuple[list[Token], int, int] | None:
    """Return the tokens of a letter with accents, indices and a time, without primes, where it ends, and how many these are."""
    position = start
    while found[position].text in ACCENTS:
        position += 1
    is_braced = found[position].text == "{" and found[position + 2 : position + 3] and found[position + 2].text == "}"
    letter = found[position + 1] if is_braced else found[position]
    if letter.kind != "letter" and letter.text not in GREEK:
        return None
    kept, primes = [*found[start:position], letter], 0
    position += 3 if is_braced else 1
    for sign in ("'", "_", "'"):
        while found[position].text == "'" == sign:
            primes, position = primes + 1, position + 1
        if sign == "_" and found[position].text == "_":
            end = _argument(found, position + 1)
            kept, position = [*kept, *found[position:end]], end
    power = [token.text for token in found[position : position + 4]]
    if power[:2] == ["^", "'"] or (power[:3] == ["^", "{", "'"] and power[3:] == ["}"]):
        primes, position = primes + 1, position + (2 if power[1] == "'" else 4)
    if [token.text for token in found[position : position + 3]] in (["(", "t", ")"], ["(", r"\tau", ")"]):
        kept, position = [*kept, *found[position : position + 3]], position + 3
    return kept, position, primes


def _argument(found: list[Token], start: int) -> int:
    """Return where an argument ends: one token, or what braces hold together."""
    depth, position = 0, start
    while position < len(found) - 1:
        depth += {"{": 1, "}": -1}.get(found[position].text, 0)
        position += 1
        if depth <= 0:
            break
    return position


def _texts(found: list[Token], start: int, end: int) -> list[str]:
    texts = [token.text for token in found[start:end]]
    return texts[1:-1] if texts[:1] == ["{"] else texts


def _ends(found: list[Token], position: int) -> bool:
    """Return whether a term ends at a position."""
    return found[position].text in ENDS or found[position].kind in ("end", "row")


def _fraction(found: list[Token], start: int) -> tuple[list[Token], int] | None:
    middle = _argument(found, start + 1)
    end = _argument(found, middle)
    top, bottom = _texts(found, start + 1, middle), _texts(found, middle, end)
    sign = top[0] if top else ""
    if sign not in ("d", r"\partial") or bottom[:1] != [sign]:
        return None
    is_braced = found[start + 1].text == "{"
    if len(top) > 1 and is_braced:
        letter = _name(found, start + 3)
        if letter is None or letter[1] != middle - 1 or letter[2]:
            return _partial(found, start, middle, end)
        if bottom == [sign, "t"]:
            return [Token("command", r"\dot", found[start].place), *letter[0]], end
        return None
    if len(top) == 1 and bottom == [sign, "t"]:
        letter = _name(found, end)
        if letter and not letter[2] and _ends(found, letter[1]):
            return [Token("command", r"\dot", found[start].place), *letter[0]], letter[1]
    if len(top) == 1 and sign == r"\partial":
        return _applied(found, found[start], found[middle + 2 : end - 1], end)
    return None


def _partial(found: list[Token], start: int, middle: int, end: int) -> tuple[list[Token], int] | None:
    r"""Return `\frac{\partial L(U)}{\partial U}` without the argument."""
    top, bottom = found[start + 2 : middle - 1], found[middle + 2 : end - 1]
    texts = [token.text for token in top]
    if texts[0] != r"\partial" or texts[2:] != ["(", *(token.text for token in bottom), ")"]:
        return None
    return [*found[start : start + 4], found[middle - 1], *found[middle:end]], end


def _applied(found: list[Token], token: Token, by: list[Token], place: int) -> tuple[list[Token], int] | None:
    r"""Return `\frac{\partial L}{\partial U}` for an operator before L or L(U), and `\dot W` for the one by time."""
    letter = _name(found, place)
    if letter is None or letter[2] or not by:
        return None
    texts, end = [item.text for item in by], letter[1]
    after = [item.text for item in found[end : end + len(texts) + 2]]
    if texts == ["t"]:
        return ([Token("command", r"\dot", token.place), *letter[0]], end) if _ends(found, end) else None
    end += len(after) if after == ["(", *texts, ")"] else 0
    if not _ends(found, end):
        return None
    opening, sign, closing = Token("symbol", "{", 0), Token("command", r"\partial", 0), Token("symbol", "}", 0)
    made = [Token("command", r"\frac", 0), opening, sign, *letter[0], closing, opening, sign, *by, closing]
    return [replace(item, place=token.place) for item in made], end


def _slashed(found: list[Token], start: int, before: list[Token]) -> tuple[list[Token], int] | None:
    """Return `dW/dt` where it is a term by itself."""
    letter = _name(found, start + 1)
    if letter is None or letter[2] or (before and before[-1].text not in ("=", "+", "-", "(", "[", "{", ",")):
        return None
    after = [token.text for token in found[letter[1] : letter[1] + 3]]
    if after != ["/", "d", "t"] or not _ends(found, letter[1] + 3):
        return None
    return [Token("command", r"\dot", found[start].place), *letter[0]], letter[1] + 3
