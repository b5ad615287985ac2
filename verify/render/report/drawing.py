"""What a claim rests on, drawn: a row a claim, an arc from each to what it rests on; what is red colours all that rests on it.

Source: elementary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verify.claim import Claim
from verify.ledger import rests_on

#: Height of a row, distance of arcs, and width of a letter, in pixels.
ROW, STEP, LETTER = 20, 9, 7.4


@dataclass(frozen=True)
class Row:
    """A claim in the drawing: its height, and whether it is red itself or rests on what is."""

    id: str
    y: int
    is_red: bool
    rests_on_red: bool


@dataclass(frozen=True)
class Arc:
    """A line from a claim to one that it rests on, as the path of an SVG."""

    path: str
    is_red: bool


@dataclass(frozen=True)
class Drawing:
    """Rows and arcs, the place where names begin, and the size of it all."""

    rows: tuple[Row, ...]
    arcs: tuple[Arc, ...]
    left: int
    width: int
    height: int


def drawing(claim: Claim, claims: Mapping[str, Claim], red: frozenset[str]) -> Drawing | None:
    """Return the drawing of a claim, itself in the first row; None where it rests on nothing."""
    names = [claim.id, *rests_on(claim, claims)]
    if len(names) == 1:
        return None
    place = {name: number for number, name in enumerate(names)}
    links = {name: [place[other] for other in claims[name].depends_on if other in place] for name in names}
    tainted = {name for name in names if name in red}
    for name in reversed(names):
        if any(names[other] in tainted for other in links[name]):
            tainted.add(name)
    longest = max(max(others, default=0) - place[name] for name, others in links.items())
    left = STEP * min(longest, 8) + 12
    arcs = []
    for name, others in links.items():
        for other in others:
            reach = STEP * min(other - place[name], 8)
            top, low = ROW * place[name] + ROW // 2, ROW * other + ROW // 2
            path = f"M{left} {top}C{left - reach} {top} {left - reach} {low} {left} {low}"
            arcs.append(Arc(path, names[other] in tainted))
    rows = tuple(Row(name, ROW * place[name] + ROW // 2, name in red, name in tainted and name not in red) for name in names)
    width = left + 20 + int(LETTER * max(len(name) + 22 * (name in tainted) for name in names))
    return Drawing(rows, tuple(arcs), left, width, ROW * len(names))
