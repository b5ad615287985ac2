r"""The mathematics in a piece of LaTeX: displays and inline formulas, cut into rows and columns, one relation each.

What is left over is looked at as well: mathematics that was not recognised must not go unnoticed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from verify.manuscript.grammar.tokens import matching
from verify.manuscript.source.inputs import blank, blanked
from verify.manuscript.source.marks import Fault

_OUTER = r"equation|align|gather|multline|flalign|eqnarray|displaymath|math|alignat|dmath"
_OPENING = re.compile(
    rf"\\\\(?:\[[^\]\n]*\])?|\\begin\s*\{{(?P<name>(?P<box>IEEEeqnarray)?(?(box)|(?:{_OUTER}))\*?)\}}"
    r"(?(box)\s*(?:\[[^\]]*\]\s*)?\{[^{}]*\}|(?:\s*\{\d+\})?)|(?P<display>\\\[)|(?P<inline>\\\()"
    r"|(?P<dollars>\$\$)|(?P<dollar>\$)|\\.",
    re.DOTALL,
)
_DELIMITER = re.compile(rf"\\\\|(?P<found>\\(?:begin|end)\s*\{{(?:{_OUTER}|IEEEeqnarray)\*?\}}|\\[\[\]()]|\$)|\\.", re.DOTALL)
_CLOSINGS = {"display": r"\\\]", "inline": r"\\\)", "dollars": r"\$\$", "dollar": r"\$"}
#: Environments inside of mathematics that only arrange it.
_ARRANGING = re.compile(
    r"\\(?:begin|end)\{(?:aligned|split|gathered|multlined|alignedat|subequations)\}(?:\[[a-z]\])?(?:\{\d+\})?"
)
_ROW = re.compile(r"\\\\\*?(?:\[[^\]]*\])?|&|[{}]|\\.", re.DOTALL)
_RELATION = re.compile(
    r"(?<![<>!])=|\\(?:equiv|coloneqq?|eqq?colon|triangleq|stackrel|overset|"
    r"approx|le|leq|ge|geq|lesssim|gtrsim|propto|sim|simeq|neq?|to|in)(?![A-Za-z])|[<>]"
)
_SPACE = (
    r"(?:\s|&|~|\\(?:quad|qquad|nonumber|notag|displaystyle|left)(?![A-Za-z])|\\[,;:!> ]|\\(?:label|tag|phantom)\{[^{}]*\}|\{\})"
)
_JOINING = re.compile(rf"{_RELATION.pattern}|[-+*/]|\\(?:cdot|times|pm|mp)(?![A-Za-z])")
#: A box around a formula.
_BOX = re.compile(r"\\A?boxed\s*\{")
#: The end of what stands before a side.
_JOINED = re.compile(r"(?:=|\\(?:equiv|coloneqq?|triangleq)|\\\\)$")
#: A column that only says where a step comes from.
_REMARK = re.compile(
    rf"{_SPACE}*\\(?:text|textrm|mbox)\s*\{{\s*\(?\s*(?:by|using|from|see|cf|due to)\b[^{{}}]*\}}(?:{_SPACE}|[.,;])*"
)
#: Commands of text whose arguments are no mathematics.
_NAMING = re.compile(
    r"\\(?:label|ref|eqref|[cC]ref|autoref|pageref|cite[a-z]*|includegraphics|input|include|subfile|url|href|[hv]space|begin|end|"
    r"(?:swingby)?claim(?:ref|status)?|bibliography|usepackage|documentclass|newcommand|renewcommand|def|setlength|tag)\*?"
    r"(?:\[[^\]]*\])*(?:\{[^{}]*\})*(?:\[[^\]]*\])*"
)
_ESCAPED = re.compile(r"\\[^A-Za-z]")
_LIKE_MATHEMATICS = re.compile(r"[=^_]|\\(?:ensuremath|frac|sum|dot|int|le|ge|ne)(?![A-Za-z])")


@dataclass(frozen=True)
class Formula:
    """One formula with its offset, and the environment it stands in."""

    text: str
    place: int
    environment: str


def mathematics(text: str) -> tuple[list[Formula], list[Fault]]:
    """Return the formulas of a text and what is left over; all is one formula where it stands inside a display."""
    formulas, rest = _scan(text)
    cuts = [match.start() for match in _DELIMITER.finditer(rest) if match["found"]]
    if not formulas and not cuts and rest.strip():
        return [Formula(_unboxed(blanked(_ARRANGING, text)), 0, "")], []
    unread = [Fault("the marks cut a display in two; put them around the whole of it", cut, is_error=False) for cut in cuts]
    like = _LIKE_MATHEMATICS.search(blanked(_ESCAPED, blanked(_NAMING, rest)))
    if like and not cuts:
        unread = [Fault("what looks like mathematics here stands in no formula", like.start(), is_error=False)]
    return formulas, unread


def relations(formula: Formula) -> list[tuple[str, int]]:
    r"""Return the relations of a formula with their offsets: rows are one until a row begins with a left side of its own."""
    found: list[tuple[str, int]] = []
    last: int | None = None
    for columns in _rows(formula):
        text, start = columns[0]
        if last is not None and _continues(text, found[last][0]):
            before, first = found[last]
            between = formula.text[first + len(before) : start]
            between = between if last == len(found) - 1 else blank(between[:-2]) + r"\\"
            found[last] = (before + between + text, first)
        else:
            last = len(found)
            found.append((text, start))
        for text, start in columns[1:]:
            before, first = found[-1]
            if _goes_on(text) or _JOINED.search(re.sub(rf"(?:{_SPACE})+$", "", before)):
                found[-1] = (before + formula.text[first + len(before) : start] + text, first)
            elif not _REMARK.fullmatch(text):
                found.append((text, start))
    return [(row, formula.place + start) for row, start in found if row.strip(" \n\t&\\")]


def _scan(text: str) -> tuple[list[Formula], str]:
    """Return the formulas, and the text with these blanked out."""
    formulas: list[Formula] = []
    place = 0
    while (match := _OPENING.search(text, place)) is not None:
        start, name = match.end(), match["name"] or ""
        closing = rf"\\end\s*\{{{re.escape(name)}\}}" if name else _CLOSINGS.get(match.lastgroup or "", "")
        end = _closing(text, start, closing) if closing else None
        place = end[1] if end else start
        if end:
            formulas.append(Formula(_unboxed(blanked(_ARRANGING, text[start : end[0]])), start, name))
            text = text[: match.start()] + blank(text[match.start() : place]) + text[place:]
    return formulas, text


def _closing(text: str, place: int, pattern: str) -> tuple[int, int] | None:
    depth = 0
    for match in re.compile(rf"\\\\|(?P<end>{pattern})|\\.|(?P<brace>[{{}}])", re.DOTALL).finditer(text, place):
        if match["brace"]:
            depth += 1 if match[0] == "{" else -1
        elif match["end"] and (depth <= 0 or "end" in pattern):
            return match.span()
    return None


def _rows(formula: Formula) -> list[list[tuple[str, int]]]:
    """Return the rows, each with its pairs of columns that are not empty."""
    rows: list[list[tuple[str, int]]] = []
    marks: list[int] = []
    start = depth = 0
    for match in [*_ROW.finditer(formula.text), None]:
        text = match[0] if match else ""
        depth += {"{": 1, "}": -1}.get(text, 0)
        if match and text == "&" and depth == 0:
            marks.append(match.end())
        if match is None or (text.startswith(r"\\") and depth <= 0):
            end = match.start() if match else len(formula.text)
            cuts = [] if "eqnarray" in formula.environment else [mark for mark in marks[1::2] if mark <= end]
            bounds = [start, *cuts, end]
            pairs = [(formula.text[first:last], first) for first, last in pairwise(bounds)]
            rows.append([pair for pair in pairs if re.sub(_SPACE, "", pair[0])] or pairs[:1])
            start, marks = (match.end() if match else end), []
    return rows


def _continues(row: str, before: str) -> bool:
    first = re.sub(rf"^{_SPACE}+", "", row)
    last = re.sub(rf"(?:{_SPACE}|\\\\(?:\[[^\]]*\])?)+$", "", before)
    joined = _JOINING.match(first) or any(match.end() == len(last) for match in _JOINING.finditer(last))
    return bool(joined) or not _RELATION.search(_outside(row)) or before.count("{") > before.count("}")


def _goes_on(column: str) -> bool:
    """Return whether a further column continues the one before: it begins with a relation, or with a sign and has no relation."""
    first = re.sub(rf"^{_SPACE}+", "", column)
    return bool(_RELATION.match(first) or (re.match(r"[-+]", first) and not _RELATION.search(_outside(first))))


def _unboxed(text: str) -> str:
    """Return a formula without a box around the whole of it, or around a side."""
    for match in reversed(list(_BOX.finditer(text))):
        closing = matching(text, match.end() - 1)
        before, after = (re.sub(rf"{_SPACE}|[.,;]", "", part) for part in (text[: match.start()], text[closing + 1 :]))
        is_side = (not before or _JOINED.search(before)) and (not after or _RELATION.match(after) or after.startswith(r"\\"))
        if is_side or _RELATION.search(_outside(text[match.end() : closing])):
            text = text[: match.start()] + blank(match[0]) + text[match.end() : closing] + " " + text[closing + 1 :]
    return text


def _outside(text: str) -> str:
    """Return a text without what stands in braces."""
    while (shorter := re.sub(r"\{[^{}]*\}", "", text)) != text:
        text = shorter
    return text
