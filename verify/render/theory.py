r"""The theory for a paper: `swingby.sty` with `\claim`, `\claimref`, `\claimstatus`, and `theory.tex`, a document of all of it.

Source of what is cited: Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.metadata import version

from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.letters import COMMON
from theory.algebra.notation import latex
from theory.algebra.symbols import place
from verify.claim import Claim, Outcome
from verify.claims import CHAPTERS
from verify.manuscript.equations import Stated, macro
from verify.render.appendix.page import is_of_appendix
from verify.render.appendix.tex import appendix
from verify.render.appendix.told import counterexample
from verify.render.derivation import derivation, has_chain, results, way
from verify.render.document import PACKAGES
from verify.render.kernel import kernel, marked
from verify.render.tex import broken, escape, filled, identifier, piecewise, prose, values
from verify.render.wording import counted, show
from verify.verdicts import Verdicts

#: What the mark means, for readers of the document.
MARKED = "Claims marked \\emph{kernel-checked} are theorems of Coq as well, from definitions; the last part has both."


def style(equations: Collection[Stated], claims: Mapping[str, Claim], verdicts: Verdicts) -> str:
    """Return the package file: every equation with its macro, every claim with its name and verdict."""
    lines: list[str] = []
    taken: set[str] = set()
    for stated in equations:
        formula = broken(stated.first.left_latex, stated.first.right_latex)
        lines.append(f"\\@namedef{{swingby@equation@{stated.id}}}{{%\n{formula}}}\n")
        row = piecewise(stated.first.left_latex, stated.first.right_latex)
        lines.append(f"\\@namedef{{swingby@pieces@{stated.id}}}{{\\swingby@set{{%\n{row}}}}}\n")
        if macro(stated.id) not in taken:
            lines.append(f"\\newcommand*{{{macro(stated.id)}}}{{\\swingbyclaim{{{stated.id}}}}}\n")
        taken.add(macro(stated.id))
    named = {stated.id for stated in equations}
    for name in claims:
        own = [stated for stated in equations if name in stated.claims]
        if name not in named and own:
            for kind in ("equation", "pieces"):
                lines.append(f"\\@namedef{{swingby@{kind}@{name}}}{{\\swingby@use{{{kind}}}{{{own[0].id}}}}}\n")
    owners = {stated.id: stated.claims[0] for stated in equations if stated.claims and stated.id not in claims}
    for name, claim in [*((name, name) for name in claims), *owners.items()]:
        lines.append(f"\\@namedef{{swingby@name@{name}}}{{{identifier(name)}}}\n")
        lines.append(f"\\@namedef{{swingby@status@{name}}}{{{status(claim, verdicts)}}}\n")
    return filled("swingby.sty", EQUATIONS="".join(lines))


def status(claim: str, verdicts: Verdicts) -> str:
    """Return a claim's verdict in words."""
    return str(verdicts[claim]) if claim in verdicts else "not run"


def document(equations: Mapping[str, Stated], claims: Sequence[Claim], verdicts: Verdicts) -> str:
    """Return `theory.tex`: notation, the way from the loss to the results, all claims with their equations, a list of them.

    It needs `swingby.sty` beside it and nothing else but the standard packages.
    """
    done: set[str] = set()
    known = {claim.id: claim for claim in claims}
    ways = derivation(equations, lambda stated: "".join(_equation(stated, equations, done, holder=_holder(stated, known))))
    parts: list[str] = []
    for heading, group in sections(claims).items():
        parts.append(f"\n\\section{{{prose(heading)}}}\n\\begingroup\\raggedright\n")
        parts.extend(_claim(claim, equations, verdicts, done, known) for claim in group)
        parts.append("\n\\par\\endgroup\n")
        if heading == "Theorems by enclosure":
            parts.append(filled("enclosures.tex"))
    return filled(
        "theory.tex",
        STAMP=stamp(),
        COUNTS=_counts(claims, verdicts),
        COMMON=" \\\\\n".join(f"{name} = {formula}" for name, formula in COMMON.items()),
        DERIVATION=_together(ways),
        BELIEF=_belief(equations, known),
        SECTIONS=_together("".join(parts)),
        APPENDIX=filled("appendix.tex", ARTICLES=appendix(known, verdicts)) if is_of_appendix(known) else "",
        KERNEL=kernel(known),
        MARKED=MARKED if any(map(marked, known)) else "",
        TABLE=_table(claims, verdicts),
    )


def _together(text: str) -> str:
    """Return LaTeX in which a display belongs to the paragraph before it, which saves an empty line."""
    return text.replace("\\par}\n\\begin{equation}", "}\n\\begin{equation}")


def stamp() -> str:
    """Return which versions wrote the document."""
    return escape(", ".join(f"{name} {version(name)}" for name in PACKAGES))


def sections(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """Return the claims under the headings of their sections; those of other theories under their first word, at the end."""
    homes = {word: heading for heading, words in CHAPTERS.items() for word in words}
    found: dict[str, list[Claim]] = {heading: [] for heading in CHAPTERS}
    for claim in claims:
        word = claim.id.split(".")[0]
        found.setdefault(homes.get(word, word.replace("_", " ").capitalize()), []).append(claim)
    return {heading: group for heading, group in found.items() if group}


def _counts(claims: Sequence[Claim], verdicts: Verdicts) -> str:
    known = [verdicts[claim.id] for claim in claims if claim.id in verdicts]
    counts = ", ".join(f"{sum(item.outcome is outcome for item in known)} {outcome.value.lower()}" for outcome in Outcome)
    odd = sum(not item.as_expected for item in known)
    ending = "all as expected" if not odd else f"{odd} not as expected"
    left_out = f" Not run: {counted(len(claims) - len(known), 'claim')}." if len(known) < len(claims) else ""
    return f"\\textbf{{Verdicts.}} Of {counted(len(known), 'claim')} run: {counts}; {ending}.{left_out}"


def _belief(equations: Mapping[str, Stated], claims: Mapping[str, Claim]) -> str:
    """Return how many results have their chain, and what the reader has to believe, each with its equations."""
    found = results(equations, claims)
    chained = [name for name in found if has_chain(name, equations, claims)]
    if not chained:
        return ""
    believed: dict[str, list[str]] = {}
    for name, stated in equations.items():
        if stated.first.believed:
            believed.setdefault(stated.first.believed, []).append(f"\\eqref{{{name}}}")
    items = "\n".join(f"\\item {text}: {', '.join(names)};" for text, names in believed.items())
    return filled(
        "belief.tex",
        RESULTS=str(len(found)),
        FALSE=str(len(equations) - len(found)),
        CHAINED=str(len(chained)),
        OTHERS=", ".join(f"\\eqref{{{name}}}" for name in found if name not in chained),
        PERCENT=f"{100 * len(chained) // len(found)}",
        ITEMS=f"{items.removesuffix(';')}.",
    )


def _holder(stated: Stated, claims: Mapping[str, Claim]) -> str:
    """Return the claim by which an equation is held, as a link."""
    return f"Claim~\\ref{{claim:{stated.claims[0]}}}" if stated.claims and stated.claims[0] in claims else ""


def _claim(claim: Claim, equations: Mapping[str, Stated], verdicts: Verdicts, done: set[str], claims: Mapping[str, Claim]) -> str:
    cited = re.sub(r"arXiv 2410\.08309v2|Yang et al\.(?=,)", r"\\cite{yang2025}", escape(claim.source))
    source = cited.replace("(arXiv 2508.20344)", r"\cite{min2025}")
    words = [
        f"\n\\begin{{statement}}\\label{{claim:{claim.id}}}{prose(_closed(claim.title))}\\end{{statement}}\n",
        f"{{\\small {identifier(claim.id)}: \\emph{{{escape(status(claim.id, verdicts))}}}{marked(claim.id)}; {source}.",
    ]
    if claim.corrected_by:
        words.append(f" Corrected by {_links([claim.corrected_by])}.")
    if claim.corrects:
        words.append(f" Corrects {_links([claim.corrects])}.")
    if claim.depends_on:
        words.append(f" Rests on {_links(claim.depends_on)}.")
    if claim.reason:
        words.append(f" {prose(_closed(claim.reason))}")
    if claim.expected is Outcome.REFUTED and (found := counterexample(claim, verdicts)):
        words.append(f" \\emph{{Counterexample:}} {values(show(found))}.")
    words.append("\\par}\n")
    for stated in equations.values():
        if claim.id in stated.claims:
            words.extend(_equation(stated, equations, done, is_false=claim.expected is Outcome.REFUTED))
    return "".join(words)


def _links(names: Sequence[str]) -> str:
    """Return claims by their numbers, as links."""
    word = "Claim" if len(names) == 1 else "Claims"
    return f"{word}~" + ", ".join(f"\\ref{{claim:{name}}}" for name in names)


def _equation(
    stated: Stated, equations: Mapping[str, Stated], done: set[str], *, is_false: bool = False, holder: str = ""
) -> Iterator[str]:
    """Return an equation with the steps it follows from before it; one that stands already is only referred to."""
    if stated.id in done:
        yield f"See \\eqref{{{stated.id}}}.\n"
        return
    done.add(stated.id)
    for step in stated.first.steps:
        if step.id not in done and not equations[step.id].claims:
            yield from _equation(equations[step.id], equations, done)
    yield f"\\begin{{equation}}\\label{{{stated.id}}}\n\\claim[narrow]{{{stated.id}}}\n\\end{{equation}}\n"
    remarks = " ".join(filter(None, [_remarks(stated, equations, is_false=is_false), holder and f"({holder}.)"]))
    yield f"{{\\normalfont\\small\\raggedright {remarks}\\par}}\n"


def _remarks(stated: Stated, equations: Mapping[str, Stated], *, is_false: bool) -> str:
    first = stated.first
    said = ["\\emph{False.}"] if is_false else []
    if first.where:
        said.append(f"Here {first.where}.")
    if not is_false:
        said.append(way(stated, equations))
    if stated.by_indices:
        said.append("In every dimension; $A = \\operatorname{diag}(a)$ unless said otherwise.")
    elif first.domain.sets:
        size = _written_out(first)
        said.append(f"Domain{f', written out at $d = {size}$' if size else ''}: {_domain(first.domain)}.")
    return " ".join(said)


def _written_out(equation: Equation) -> int:
    """Return the dimension an equation in entries is written out at, 0 for one that is not."""
    entries = [found for symbol in equation.domain.sets if (found := place(symbol)) is not None]
    return max((places[1] for letter, places in entries if len(places) == 2 and letter != "S"), default=0)


def _domain(where: Domain) -> str:
    """Return a domain in words and inline mathematics that may break."""
    families: dict[str, list[str]] = {}
    for symbol, kind in where.sets.items():
        families.setdefault(_kind(kind), []).append(f"${latex(symbol)}$")
    parts = [f"{', '.join(names)} {phrase}" for phrase, names in families.items()]
    return "; ".join(parts + [f"${latex(condition)}$" for condition in where.conditions])


def _kind(kind: object) -> str:
    if isinstance(kind, Matrices):
        return kind.value
    named = {POSITIVE: "$> 0$", NONNEGATIVE: r"$\ge 0$", REAL: "real"}
    return next((phrase for known, phrase in named.items() if kind == known), f"in ${latex(kind)}$")


def _closed(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _table(claims: Sequence[Claim], verdicts: Verdicts) -> str:
    rows = [
        f"\\ref{{claim:{claim.id}}}\\quad {identifier(claim.id)}: {claim.level.value}, "
        f"{escape(status(claim.id, verdicts))}{marked(claim.id)}\\par\n"
        for claim in claims
    ]
    return f"\\section*{{All claims}}\n{{\\small\\raggedright\\parskip=0pt\n{''.join(rows)}}}"
