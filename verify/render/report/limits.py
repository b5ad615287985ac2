"""What is not shown: the dimensions that proofs stop at, tolerances, seeds and sample sizes, read off what the claims say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from verify.claim import Evidence
from verify.render.report.entries import Entry
from verify.render.report.mathematics import mathml

#: Where a statement says at which dimensions or numbers of concepts it is proved.
_SIZES = re.compile(r"\$(\(?(?:d|s)(?:, s\))? = [^$]*)\$")
#: Words of a statement that is proved for all of them.
_ALL = re.compile(r"[Ee]very (dimension|\$d\$|number)")


@dataclass(frozen=True)
class Limit:
    """One kind of limit: what it means, and the claims it holds for with where each stops."""

    heading: str
    meaning: str
    rows: list[tuple[Entry, Markup]]


def limits(entries: Iterable[Entry]) -> list[Limit]:
    """Return what each kind of evidence leaves open."""
    kinds: dict[Evidence, list[Entry]] = {kind: [] for kind in Evidence}
    for entry in entries:
        kinds[entry.claim.evidence].append(entry)
    sized = [(entry, _sizes(entry)) for entry in kinds[Evidence.EXACT]]
    return [
        Limit(
            "Proofs at some dimensions only",
            "Proved for the dimensions or numbers of concepts that are named, and open beyond them, unless the statement says "
            "that a part holds in every dimension.",
            [(entry, sizes) for entry, sizes in sized if sizes],
        ),
        Limit(
            "Proofs about stated data",
            "Interval arithmetic proves them for the exact numbers in the statement, and for no others.",
            [(entry, entry.check) for entry in kinds[Evidence.ENCLOSED]],
        ),
        Limit(
            "Measured within a tolerance",
            "Floating point agreed at these points, to this tolerance: no proof.",
            [(entry, _looked_at(entry)) for entry in kinds[Evidence.NUMERICAL]],
        ),
        Limit(
            "Measured over samples",
            "These seeds and sample sizes, at the stated confidence: other settings were not tried.",
            [(entry, _looked_at(entry)) for entry in kinds[Evidence.STATISTICAL]],
        ),
    ]


def _sizes(entry: Entry) -> Markup:
    found = [mathml(sizes) for sizes in dict.fromkeys(_SIZES.findall(entry.claim.title))]
    ahead = [Markup("in part every dimension")] if found and _ALL.search(entry.claim.title) else []
    return Markup(", ").join([*found, *ahead])


def _looked_at(entry: Entry) -> Markup:
    return entry.check + (Markup(" Looked at: {}.").format(entry.points) if entry.found else Markup(""))
