r"""Where a letter is looked up: among bound indices, the definitions of the equation, its symbols, common abbreviations.

What the equation does not speak of stands for nothing.

Source: elementary.
"""

from __future__ import annotations

import re
from typing import Any

from sympy import Integer

from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Name, speaks_of
from verify.manuscript.reading.entries import own
from verify.manuscript.reading.scope import Definition, Scope, key

#: Letters that change with time, and so may carry one: W(t), w_{12}(0).
_MOVING = frozenset(["W", "w", "U", "u", "X", "Y", "V", "L", "D", "N", "G", "y", "v", "r"]) | {r"\phi", r"\lambda", r"\delta"}


def lookup(name: Name, places: tuple[Any, ...], here: Scope) -> Any:
    """Return the value of a name at places: a symbol, an entry, a vector or a matrix; a Definition where it has one.

    Raises
    ------
    NotReadError
        If the name stands for nothing.
    """
    text, exact = key(name), key(name, [str(place) for place in places])
    if text in here.bound:
        if places:
            raise NotReadError(f"{shown(name)}, where {text} is an index")
        return here.bound[text]
    if places and exact in here.special:
        return Definition(places, here.special[exact].body)
    if text in here.special:
        return here.special[text]
    _check_time(name, here)
    if name.at and name.at != "0":
        return lookup(Name(name.key, name.indices), places, here)
    found = own(name.key, places, here)
    if found is None and places == (0,):
        return lookup(Name(name.key, (), "0"), (), here)
    if found is None and text in here.common:
        return _common(name, here)
    if found is None and not name.at and not places:
        found = _counted(name.key, here)
    if found is None:
        said = "; if it is the manuscript's name for a letter of ours, say so: % swingby: symbols THEIRS = OURS"
        raise NotReadError(
            f"{shown(name)} stands for nothing known here" + ("" if here.inner or name.at or "/" in name.key else said)
        )
    return found


def _check_time(name: Name, here: Scope) -> None:
    """Refuse a letter at a time, or without one, that the equation does not speak of."""
    letter = name.key.split(" ")[-1]
    if name.at and letter not in _MOVING:
        raise NotReadError(f"{shown(name)}, where {name.key} does not change with time")
    if name.at == "0" and letter not in here.at_start:
        raise NotReadError(f"{shown(name)}, where the equation is not about {name.key} at time 0")
    if name.at not in ("", "0", "t", r"\tau"):
        raise NotReadError(f"{shown(name)}: the equation is not about that time")
    if here.inner:
        return
    if name.at not in ("", "0") and here.starts and name.key not in here.common:
        raise NotReadError(f"{shown(name)}, where the equation is about the value at time 0")
    if not name.at and letter in here.only_start and 0 not in [getattr(index, "value", None) for index in name.indices]:
        raise NotReadError(f"{shown(name)}, where the equation is about {name.key}(0)")
    if not name.at and name.key in here.hidden:
        raise NotReadError(f"{shown(name)} stands for nothing known here")


def _common(name: Name, here: Scope) -> Definition:
    found = here.common[key(name)]
    if not here.inner and any(speaks_of(found.body, letter) for letter in here.only_start):
        raise NotReadError(f"{shown(name)}, where the equation is about values at time 0")
    return found


def _counted(letter: str, here: Scope) -> Any:
    """Return the number s, N or d, where the equation speaks of it."""
    if letter == "d":
        return Integer(here.size) if here.size else None
    spoken_of = re.search(rf"(?<![A-Za-z\\]){re.escape(letter)}(?![A-Za-z])", here.shown) is not None
    if letter == "s" and spoken_of:
        counted = here.families.get(r"\mu") or here.families.get("a") or {}
        return Integer(len(counted)) if counted else None
    if letter == "N" and "x" in here.families:
        return Integer(max(row for row, *_ in here.families["x"]))
    return None


def shown(name: Name) -> str:
    """Return a name for a message, as an author writes it."""
    letters = [index.key if isinstance(index, Name) else str(getattr(index, "value", "..")) for index in name.indices]
    script = "" if not letters else f"_{letters[0]}" if len(letters) == 1 == len(letters[0]) else f"_{{{''.join(letters)}}}"
    return f"{name.key}{script}" + (f"({name.at})" if name.at else "")
