"""The page: what is computed here is laid out by the templates beside this file, escaped, with style, script and font in it.

Nothing on it is fetched from anywhere, and its policy forbids that.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from verify.claim import Claim, Evidence
from verify.proofs.definitions import used
from verify.render.appendix.page import is_of_appendix, parts
from verify.render.report.coverage import PAPER, coverage
from verify.render.report.entries import Entry, entries, missing
from verify.render.report.highlights import HIGHLIGHTS
from verify.render.report.kernel import kernel
from verify.render.report.limits import limits
from verify.render.report.made import Made, made
from verify.render.report.mathematics import font, mathml, prose
from verify.render.theory import sections
from verify.render.wording import counted
from verify.results import Results
from verify.verdicts import of_results

#: Where the style that brings the font goes, once it is known which letters the page has, and the policy that allows it.
FONT, POLICY = "STYLE-OF-THE-FONT", "POLICY-OF-THE-PAGE"


@dataclass(frozen=True)
class Card:
    """A main result: its heading, its entries, the name of its figure, the address that holds that, and what is seen on it."""

    heading: str
    entries: list[Entry]
    figure: str
    picture: str
    seen: str


def page(claims: Mapping[str, Claim], results: Results, *, is_drawn: bool = True) -> str:
    """Return the page of a run.

    Parameters
    ----------
    claims : the ledger
    results : what a run found of it
    is_drawn : whether figures are drawn beside the main results
    """
    ready = [it for it in HIGHLIGHTS if any(name in results.found for name in it.claims)]
    prepared = made(claims, [it.figure for it in ready if it.figure] if is_drawn else [])
    known = entries(claims, results, prepared)
    ran = [entry for entry in known.values() if entry.found]
    false = [entry for entry in known.values() if entry.is_false]
    style, scripts = _template("style.css"), (_template("script.js"), _template("explorer.js"))
    content = _environment().get_template("page.html").render(
        results=results,
        entries=known,
        ran=ran,
        red=[entry for entry in ran if entry.is_red],
        counts=_counts(ran),
        missing=missing(known.values()),
        unknown=[name for name in results.found if name not in claims],
        printed=[entry for entry in false if _is_printed(entry)],
        readings=[entry for entry in false if _is_of_the_paper(entry) and not _is_printed(entry)],
        others=[entry for entry in false if not _is_of_the_paper(entry)],
        cards=_cards(known, prepared),
        appendix=parts(claims, of_results(results, claims)) if is_of_appendix(claims) else [],
        coverage=coverage(claims.values()),
        kernel=kernel(known.values()),
        used=used,
        limits=limits(known.values()),
        chapters=sections(list(claims.values())),
        kinds=[kind.value for kind in Evidence],
        named=_named,
        counted=counted,
        tally=lambda group: _tally([known[claim.id] for claim in group]),
        prose=prose,
        mathml=mathml,
        style=style,
        scripts=scripts,
    )  # fmt: skip
    face = f"@font-face{{font-family:Mathematics;src:url(data:font/woff;base64,{font(content)})}}"
    return content.replace(FONT, face).replace(POLICY, _policy(scripts, (style, face)))


def _is_of_the_paper(entry: Entry) -> bool:
    return PAPER in entry.claim.source and not entry.claim.source.startswith("new")


def _is_printed(entry: Entry) -> bool:
    return _is_of_the_paper(entry) and not any(word in entry.claim.source for word in ("reading", "read for", "there stated"))


def _named(entry: Entry) -> str:
    """Return where the paper says it: `Theorem 4.1`, `Eq. (4.3) with Eq. (2.1)`."""
    return entry.claim.source.split(f"{PAPER}v2, ")[-1].removesuffix(", as transcribed")


def _counts(ran: list[Entry]) -> dict[str, int]:
    """Return how many claims are proved, measured, false as known, open, and not as expected."""
    counts = Counter("not as expected" if entry.is_red else entry.verdict for entry in ran)
    return {name: counts[name] for name in ("proved", "measured", "false", "undecided", "not as expected")}


def _tally(group: list[Entry]) -> list[tuple[str, int]]:
    """Return what became of a chapter's claims, as far as there is something of each kind."""
    counts = {**_counts([entry for entry in group if entry.found]), "not run": sum(entry.found is None for entry in group)}
    return [(name, number) for name, number in counts.items() if number]


def _cards(known: Mapping[str, Entry], made: Made) -> list[Card]:
    cards = []
    for highlight in HIGHLIGHTS:
        shown = [known[name] for name in highlight.claims if name in known]
        if shown:
            picture = made.figures.get(highlight.figure, "")
            cards.append(Card(highlight.heading, shown, highlight.figure, picture, highlight.seen))
    return cards


def _policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return what the page may do: its own scripts and styles, pictures and a font that are in it, and nothing else."""
    return (
        f"default-src 'none'; script-src {' '.join(map(_digest, scripts))}; style-src-elem {' '.join(map(_digest, styles))}; "
        "style-src-attr 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _template(name: str) -> str:
    return files("verify.render.report").joinpath("templates", name).read_text(encoding="utf-8")


def _environment() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        autoescape=True, loader=FunctionLoader(_template), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(FONT=FONT, POLICY=POLICY)
    return made
