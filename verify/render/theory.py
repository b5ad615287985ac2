r"""The whole theory as one document: notation, claims with their equations, derivations and verdicts, a table, bibliography.

Source of what is cited: Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from theory.domain import NONNEGATIVE, POSITIVE, REAL, Domain, Matrices
from theory.notation import latex
from verify.claim import Claim, Outcome
from verify.manuscript.definitions import COMMON, special_texts
from verify.manuscript.equations import Stated
from verify.render.bibliography import BIBLIOGRAPHY, RELATIVES
from verify.render.enclosure_method import METHOD
from verify.render.sentence import sentence
from verify.render.style import left_side, right_side, status
from verify.render.tex import escape, identifier
from verify.verdicts import Verdicts

_PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[margin=27mm]{geometry}
\usepackage{longtable}
\usepackage{swingby}
\setlength{\emergencystretch}{3em}
\setlength{\LTleft}{0pt}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt plus 2pt}
\postdisplaypenalty=9000
\AtBeginDocument{\abovedisplayshortskip=\abovedisplayskip \belowdisplayshortskip=\belowdisplayskip}
\raggedbottom
\title{Swing-by dynamics in concept learning,\\ claim by claim}
\author{Written by swingby}
\date{}
\begin{document}
\maketitle
"""
_OPENING = r"""Every statement below is a claim that is checked by a program. Its verdict names the outcome and what it
rests on: \emph{exact} (symbolic or rational), \emph{enclosed} (interval arithmetic over stated data), \emph{statistical}
(many seeds, a stated confidence) or \emph{numerical} (floating-point agreement within a stated tolerance). A printed statement
that is false keeps its claim, expected to be refuted, beside the corrected one. Statements of the paper~\cite{yang2025} are
quoted as transcribed from its second arXiv version; ``new'' means that no earlier statement for this flow is known to us.
"""
_NOTATION = r"""
\section*{Notation}
$d$ is the dimension, $s \le d$ the number of concepts, $\mu_p$ and $\sigma_p$ signal and deviation of concept $p$,
$A = \mathbb{E}[x x^{T}]$ the second moment with rates $a_k$ on its diagonal, $W$ the linear map, $U$ tied weights with
$W = U U^{T}$, $\eta$ the step size, $\omega$ the scale of $W(0)$ and $c_k$ the starts or pivots. Tied networks run on the
printed clock, $\dot W = V(W)$. Throughout, unless an equation says otherwise,
\begin{gather*}
"""
#: Headings of the sections, by the first word of the ids.
_HEADINGS = {
    "task": "The task", "one_layer": "One layer", "two_layer": "Two layers, tied weights", "area_law": "The area law",
    "figure5": "Figure 5", "figure7": "Figure 7", "figure10": "Figure 10",
}  # fmt: skip


def document(equations: Mapping[str, Stated], claims: Sequence[Claim], verdicts: Verdicts) -> str:
    """Return ``theory.tex``: it needs ``swingby.sty`` beside it and nothing else but the standard packages."""
    parts = [_PREAMBLE, _OPENING, _counts(claims, verdicts), RELATIVES, _notation()]
    done: set[str] = set()
    subjects: dict[str, list[Claim]] = {}
    for claim in claims:
        subjects.setdefault(claim.id.split(".")[0], []).append(claim)
    for subject, group in subjects.items():
        parts.append(f"\n\\section{{{escape(_HEADINGS.get(subject, subject.replace('_', ' ').capitalize()))}}}\n")
        parts.extend(_claim(claim, equations, verdicts, done) for claim in group)
    return "".join([*parts, METHOD, _table(claims, verdicts), BIBLIOGRAPHY, "\\end{document}\n"])


def _counts(claims: Sequence[Claim], verdicts: Verdicts) -> str:
    known = [verdicts[claim.id] for claim in claims if claim.id in verdicts]
    counts = ", ".join(f"{sum(item.outcome is outcome for item in known)} {outcome.value.lower()}" for outcome in Outcome)
    odd = sum(not item.as_expected for item in known)
    ending = "all as expected" if not odd else f"{odd} not as expected"
    left_out = f" {len(claims) - len(known)} claims of higher levels were not run." if len(known) < len(claims) else ""
    return f"\n\\textbf{{Verdicts.}} Of {len(known)} claims run: {counts}; {ending}.{left_out}\n\n"


def _notation() -> str:
    return _NOTATION + " \\\\\n".join(COMMON) + "\n\\end{gather*}\n"


def _claim(claim: Claim, equations: Mapping[str, Stated], verdicts: Verdicts, done: set[str]) -> str:
    verdict = status(claim.id, verdicts)
    words = [f"\n\\medskip{{\\raggedright\\bfseries\\boldmath {sentence(_closed(claim.title))}\\par}}\\nopagebreak\n"]
    words.append(f"{identifier(claim.id)}: \\emph{{{escape(verdict)}}}; ")
    words.append(f"{_source(claim.source)}.")
    if claim.corrected_by:
        words.append(f" Corrected by {identifier(claim.corrected_by)}.")
    if claim.corrects:
        words.append(f" Corrects {identifier(claim.corrects)}.")
    if claim.depends_on:
        words.append(f" Rests on {', '.join(identifier(name) for name in claim.depends_on)}.")
    if claim.reason:
        words.append(f" {sentence(_closed(claim.reason))}")
    words.append("\n")
    for stated in equations.values():
        if claim.id in stated.claims:
            words.extend(_equation(stated, equations, done))
    return "".join(words)


def _equation(stated: Stated, equations: Mapping[str, Stated], done: set[str]) -> Iterator[str]:
    """Return an equation with the steps it follows from before it; one that stands already is only referred to."""
    if stated.id in done:
        yield f" See \\eqref{{{stated.id}}}.\n"
        return
    done.add(stated.id)
    for step in stated.first.steps:
        if step.id not in done and not equations[step.id].claims:
            yield from _equation(equations[step.id], equations, done)
    yield f"\\begin{{equation}}\\label{{{stated.id}}}\n\\claim{{{stated.id}}}\n\\end{{equation}}\n"
    remarks = _remarks(stated, equations)
    if remarks:
        yield f"{{\\small {remarks}\\par}}\n"


def _remarks(stated: Stated, equations: Mapping[str, Stated]) -> str:
    first = stated.first
    said = []
    definitions = used(special_texts(first.id), f"{left_side(first)} {right_side(first)}")
    if definitions:
        said.append("Here " + ", ".join(f"${text}$" for text in definitions) + ".")
    if first.steps:
        said.append("It follows from " + ", ".join(f"\\eqref{{{step.id}}}" for step in first.steps if step.id in equations) + ".")
    if first.domain.sets:
        sizes = f", written out at $d = {first.rhs.rows}$" if len(stated.instances) > 1 and hasattr(first.rhs, "rows") else ""
        said.append(f"Domain{sizes}: {domain(first.domain)}.")
    return " ".join(said)


def used(definitions: Sequence[str], text: str) -> list[str]:
    """Return those definitions whose name is in a text, or in a definition that is used in it."""
    kept: set[str] = set()
    for _ in definitions:
        kept |= {entry for entry in definitions if re.match(r"\\?[A-Za-z]+( [A-Za-z])?", entry)[0] in text}  # type: ignore[index]
        text += " ".join(entry.split("=", 1)[1] for entry in kept)
    return [entry for entry in definitions if entry in kept]


def domain(where: Domain) -> str:
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


def _source(text: str) -> str:
    cited = escape(text)
    return re.sub(r"arXiv 2410\.08309v2", r"\\cite{yang2025}", cited)


def _table(claims: Sequence[Claim], verdicts: Verdicts) -> str:
    head = "\\textbf{Claim} & \\textbf{Level} & \\textbf{Verdict} \\\\ \\hline\n"
    rows = [
        f"\\raggedright {identifier(claim.id)} & {claim.level.value} & {escape(status(claim.id, verdicts))} \\\\\n"
        for claim in claims
    ]
    return (
        "\n\\section*{All claims}\n{\\small\n\\begin{longtable}{@{}p{0.56\\textwidth}p{0.12\\textwidth}p{0.26\\textwidth}@{}}\n"
        f"{head}\\endhead\n{''.join(rows)}\\end{{longtable}}}}\n"
    )
