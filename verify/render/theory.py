r"""The theory for a paper: `swingby.sty` with `\claim`, `\claimref`, `\claimstatus`, and `theory.tex`, a document of all of it.

Source of what is cited: Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.letters import COMMON
from theory.algebra.notation import latex
from theory.algebra.symbols import place
from verify.claim import Claim, Outcome
from verify.claims import CHAPTERS
from verify.manuscript.equations import Stated, macro
from verify.render.tex import broken, escape, filled, identifier, prose
from verify.render.wording import counted
from verify.verdicts import Verdicts


def style(equations: Collection[Stated], claims: Mapping[str, Claim], verdicts: Verdicts) -> str:
    """Return the package file: every equation with its macro, every claim with its name and verdict."""
    lines: list[str] = []
    taken: set[str] = set()
    for stated in equations:
        formula = broken(stated.first.left_latex, stated.first.right_latex)
        lines.append(f"\\@namedef{{swingby@equation@{stated.id}}}{{%\n{formula}}}\n")
        if macro(stated.id) not in taken:
            lines.append(f"\\newcommand*{{{macro(stated.id)}}}{{\\swingbyclaim{{{stated.id}}}}}\n")
        taken.add(macro(stated.id))
    named = {stated.id for stated in equations}
    for name in claims:
        own = [stated for stated in equations if name in stated.claims]
        if name not in named and own:
            lines.append(f"\\@namedef{{swingby@equation@{name}}}{{\\swingbyclaim{{{own[0].id}}}}}\n")
    owners = {stated.id: stated.claims[0] for stated in equations if stated.claims and stated.id not in claims}
    for name, claim in [*((name, name) for name in claims), *owners.items()]:
        lines.append(f"\\@namedef{{swingby@name@{name}}}{{{identifier(name)}}}\n")
        lines.append(f"\\@namedef{{swingby@status@{name}}}{{{status(claim, verdicts)}}}\n")
    return filled("swingby.sty", EQUATIONS="".join(lines))


def status(claim: str, verdicts: Verdicts) -> str:
    """Return a claim's verdict in words."""
    return str(verdicts[claim]) if claim in verdicts else "not run"


def document(equations: Mapping[str, Stated], claims: Sequence[Claim], verdicts: Verdicts) -> str:
    """Return `theory.tex`: notation, claims with their equations, derivations and verdicts, a table, bibliography.

    It needs `swingby.sty` beside it and nothing else but the standard packages.
    """
    parts: list[str] = []
    done: set[str] = set()
    for heading, group in sections(claims).items():
        parts.append(f"\n\\section{{{prose(heading)}}}\n\\begingroup\\raggedright\n")
        parts.extend(_claim(claim, equations, verdicts, done) for claim in group)
        parts.append("\n\\par\\endgroup\n")
        if heading == "Theorems by enclosure":
            parts.append(filled("enclosures.tex"))
    return filled(
        "theory.tex",
        COUNTS=_counts(claims, verdicts),
        COMMON=" \\\\\n".join(f"{name} = {formula}" for name, formula in COMMON.items()),
        SECTIONS="".join(parts),
        TABLE=_table(claims, verdicts),
    )


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


def _claim(claim: Claim, equations: Mapping[str, Stated], verdicts: Verdicts, done: set[str]) -> str:
    cited = re.sub(r"arXiv 2410\.08309v2|Yang et al\.(?=,)", r"\\cite{yang2025}", escape(claim.source))
    source = cited.replace("(arXiv 2508.20344)", r"\cite{min2025}")
    words = [
        f"\n\\medskip{{\\interlinepenalty=10000\\bfseries\\boldmath {prose(_closed(claim.title))}\\par}}\\nopagebreak\n",
        f"{identifier(claim.id)}: \\emph{{{escape(status(claim.id, verdicts))}}}; {source}.",
    ]
    if claim.corrected_by:
        words.append(f" Corrected by {identifier(claim.corrected_by)}.")
    if claim.corrects:
        words.append(f" Corrects {identifier(claim.corrects)}.")
    if claim.depends_on:
        words.append(f" Rests on {', '.join(identifier(name) for name in claim.depends_on)}.")
    if claim.reason:
        words.append(f" {prose(_closed(claim.reason))}")
    words.append("\n")
    for stated in equations.values():
        if claim.id in stated.claims:
            words.extend(_equation(stated, equations, done, is_false=claim.expected is Outcome.REFUTED))
    return "".join(words)


def _equation(stated: Stated, equations: Mapping[str, Stated], done: set[str], *, is_false: bool = False) -> Iterator[str]:
    """Return an equation with the steps it follows from before it; one that stands already is only referred to."""
    if stated.id in done:
        yield f" See \\eqref{{{stated.id}}}.\n"
        return
    done.add(stated.id)
    for step in stated.first.steps:
        if step.id not in done and not equations[step.id].claims:
            yield from _equation(equations[step.id], equations, done)
    yield f"\\begin{{equation}}\\label{{{stated.id}}}\n\\claim{{{stated.id}}}\n\\end{{equation}}\n"
    remarks = _remarks(stated, equations, is_false=is_false)
    if remarks:
        yield f"{{\\small {remarks}}}\n"


def _remarks(stated: Stated, equations: Mapping[str, Stated], *, is_false: bool) -> str:
    first = stated.first
    said = ["\\emph{False.}"] if is_false else []
    if first.where:
        said.append(f"Here {first.where}.")
    if first.steps:
        said.append("It follows from " + ", ".join(f"\\eqref{{{step.id}}}" for step in first.steps if step.id in equations) + ".")
    if stated.by_indices:
        said.append("By indices, in every dimension; $A = \\operatorname{diag}(a)$ unless said otherwise.")
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
    head = "\\textbf{Claim} & \\textbf{Level} & \\textbf{Verdict} \\\\ \\hline\n"
    rows = [
        f"\\raggedright {identifier(claim.id)} & {claim.level.value} & {escape(status(claim.id, verdicts))} \\\\\n"
        for claim in claims
    ]
    return (
        "\\section*{All claims}\n{\\small\n\\begin{longtable}{@{}p{0.56\\textwidth}p{0.12\\textwidth}p{0.26\\textwidth}@{}}\n"
        f"{head}\\endhead\n{''.join(rows)}\\end{{longtable}}}}"
    )
