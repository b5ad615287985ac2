r"""Formulas in plain text as LaTeX mathematics, read greedily from the left.

    W' = -(W - I) A,    e^(-a_k t),    sum_(i<=s) w_ki(0) z_i,    ||W z - z||^2,    7e-5

Numbers, letters with subscripts and powers, brackets, functions and operators. Letters side by side are factors where they are
matrices (``AW``), follow a number or fill a bracket; else they are a word, and a bracket with words in it is no formula.

Source: elementary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_GREEK = ("alpha", "beta", "gamma", "delta", "eta", "theta", "lambda", "mu", "sigma", "tau", "phi", "omega", "rho", "Phi")
_NAMES = {
    **{name: f"\\{name}" for name in (*_GREEK, "ln", "det", "max", "min")},
    **{name: rf"\operatorname{{{name}}}" for name in ("tr", "diag")},
    "exp": r"\exp", "eps": r"\epsilon", "inf": r"\infty", "sum": r"\sum", "sqrt": r"\sqrt", "x_hat": r"\hat x",
}  # fmt: skip
OPERATORS = {
    "<=": r"\le", ">=": r"\ge", "!=": r"\ne", "<<": r"\ll", "+-": r"\pm", "...": r"\cdots", "..": r"\ldots",
    "<": "<", ">": ">", "=": "=", "+": "+", "-": "-", "/": "/",
}  # fmt: skip
_OPERATOR = re.compile(r"\s*(<=|>=|!=|<<|\+-|\.\.\.|\.\.|[<>=+/-])\s*")
_LEADING = re.compile(r"(<=|>=|<|>|\+-|-|\.\.\.)\s*(?=[\w.(\[|])")
_GAP = re.compile(r" \. | x (?=\d)| ?")
_DIFFERENTIAL = re.compile("(Phi|tau|[A-Zt])(?![A-Za-z])")
_DIGIT = re.compile(r"\d(?![\d._])")
_NEXT = re.compile(r"\+(?=[ ^])")
_EXPONENT = re.compile(r"-?\d+|[A-Za-z]+")
_RELATION = re.compile(r"[<=>]|\.\.|, ")
_FRACTION = re.compile(r"(\d+)/(\d+)(?![\w^.,]\d|[A-Za-z^])")
_NUMBER = re.compile(r"(\d+(?:,\d{3})+|\d*\.\d+|\d+)(?:e(-?\d+))?")
_NAME = re.compile("|".join(sorted(_NAMES, key=len, reverse=True)) + "|[A-Za-z]")
#: Letters side by side that are factors: matrices, and what follows a figure, a minus or fills a bracket.
_FACTORS = re.compile(
    r"[AWIEXYUVDRB]{2,4}(?![A-Za-z])|aI(?![a-z])|(?<=\d)(?!mu)[a-z]{2}(?![a-z])|(?<=-)[A-Z][a-z](?![a-z])|(?<=\()(?!mu)[a-z]{2}(?=\))"
)
_SUBSCRIPT = re.compile(r"_(?:(min|max|inf)(?![a-z])|([A-Za-z0-9]+))")
#: A matrix beside a column, such as [W b].
_BLOCK = re.compile(r"\[([A-Z]) ([a-z0])\]")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


_WORDS = ("sum", "max", "min", "inf", "exp", "ln", "det", "tr", "diag", "sqrt")


@dataclass(frozen=True)
class Formula:
    """A piece of LaTeX mathematics, and where it ends in the text."""

    latex: str
    end: int


def formula(text: str, start: int) -> Formula | None:
    """Return the longest formula at a place of a sentence, None if there is none worth dollars."""
    group = _bracket(text, start) if text.startswith("(", start) else None
    found = None if group and re.search("[<=>]", text[start : group.end]) else _sum(text, start)
    if found is None:
        return None
    written = text[start : found.end]
    if written in _WORDS or written.replace(",", "").replace(".", "").isdigit():
        return None
    opens = start == 0 or text[max(0, start - 2) : start] in (". ", ": ")
    follows_rates = text[:start].endswith(("rates ", "over as ")) and not re.match(r" [a-z]{4,}", text[found.end :])
    is_article = (written == "a" and not follows_rates) or (written == "A" and opens)
    return None if is_article else found


def _sum(text: str, start: int) -> Formula | None:
    """Read factors and operators in turn, as far as they go."""
    leading = _LEADING.match(text, start)
    latex, position = (f"{OPERATORS[leading[1]]} ", leading.end()) if leading else ("", start)
    first = _product(text, position)
    if first is None:
        return None
    latex, position = latex + first.latex, first.end
    while (operator := _OPERATOR.match(text, position)) is not None:
        sign = "-" if text.startswith("-", operator.end()) else ""
        following = _product(text, operator.end() + len(sign))
        if following is None:
            break
        latex, position = f"{latex} {OPERATORS[operator[1]]} {sign}{following.latex}", following.end
    return Formula(latex, position)


def _product(text: str, start: int) -> Formula | None:
    found = _factor(text, start)
    if found is None:
        return None
    latex, position = found.latex, found.end
    while True:
        gap = _GAP.match(text, position)
        place = gap.end() if gap else position
        following = _factor(text, place)
        joins_numbers = gap is not None and gap[0] == " " and latex[-1].isdigit() and text[place : place + 1] in "0123456789."
        if following is None or joins_numbers or _is_apart(text, place, following):
            return Formula(latex, position)
        joint = {" . ": r" \cdot ", " x ": r" \times "}.get(gap[0] if gap else "", " ")
        latex += joint + (r"\," if following.latex[0].isdigit() and joint == " " else "") + following.latex
        position = following.end


def _is_apart(text: str, place: int, found: Formula) -> bool:
    """Return whether a factor is rather an article, or a bracket that says for what the formula before it holds."""
    written = text[place : found.end]
    is_article = written == "a" and re.match(r" [a-z]{2,}", text[found.end :]) is not None
    return is_article or (text[place - 1] == " " and written.startswith("(") and _RELATION.search(written) is not None)


def _factor(text: str, start: int) -> Formula | None:
    if text.startswith("||", start):
        body = _sum(text, start + 2)
        if body is None or not text.startswith("||", body.end):
            return None
        return _raised(text, rf"\lVert {body.latex} \rVert", body.end + 2)
    if text.startswith("1{", start):
        group = _bracket(text, start + 1)
        return None if group is None else Formula(rf"\mathbf{{1}}{group.latex}", group.end)
    if start < len(text) and text[start] in "([":
        group = _bracket(text, start)
        return None if group is None else _raised(text, group.latex, group.end)
    fraction = _FRACTION.match(text, start)
    if fraction is not None:
        return Formula(rf"\tfrac{{{fraction[1]}}}{{{fraction[2]}}}", fraction.end())
    number = _NUMBER.match(text, start)
    if number is not None:
        return _number(text, number)
    return _letter(text, start)


def _number(text: str, number: re.Match[str]) -> Formula:
    latex, power = number[1].replace(",", "{,}"), number[2]
    if power is not None:
        latex = ("" if latex == "1" else rf"{latex} \cdot ") + f"10^{{{power}}}"
    return _raised(
        text, f"{{{latex}}}" if power is not None and text[number.end() : number.end() + 1] in ("^", "'") else latex, number.end()
    )


def _letter(text: str, start: int) -> Formula | None:
    factors = _FACTORS.match(text, start)
    if factors is not None:
        last = _raised(text, factors[0][-1], factors.end())
        return Formula(" ".join([*factors[0][:-1], last.latex]), last.end)
    if text.startswith("E[", start):
        return _raised(text, r"\mathbb{E}", start + 1)
    name = _NAME.match(text, start)
    if name is None:
        return None
    if name[0] == "d" and _DIFFERENTIAL.match(text, name.end()):
        letter = _letter(text, name.end())
        return None if letter is None else Formula(f"d{letter.latex}", letter.end)
    if text[name.end() : name.end() + 1].isalpha() or (name[0] == "sum" and text[name.end() : name.end() + 1] != "_"):
        return None
    if name[0] == "sqrt":
        group = _bracket(text, name.end())
        return None if group is None else Formula(rf"\sqrt{{{group.latex[1:-1]}}}", group.end)
    return _raised(text, _NAMES.get(name[0], name[0]), name.end())


def _raised(text: str, latex: str, end: int) -> Formula:
    """Read what hangs on a factor: tilde, digit, plus, subscript, argument, primes, power."""
    if text.startswith("~", end):
        latex, end = rf"\tilde {latex}", end + 1
    if latex[-1].isalpha() and (digit := _DIGIT.match(text, end)):
        latex, end = f"{latex}_{digit[0]}", digit.end()
    if latex in ("U", "W") and _NEXT.match(text, end):
        latex, end = f"{latex}_+", end + 1
    latex, end = _subscripted(text, latex, end)
    if latex[-1] not in ")]" and text[end : end + 1] in ("(", "[") and (group := _bracket(text, end)) is not None:
        latex, end = _subscripted(text, latex + group.latex, group.end)
    while text.startswith("'", end) and not text[end + 1 : end + 2].isalpha() and not latex[-1].isdigit():
        latex, end = f"{latex}'", end + 1
    return _power(text, latex, end)


def _subscripted(text: str, latex: str, end: int) -> tuple[str, int]:
    found = _SUBSCRIPT.match(text, end)
    if found is not None:
        named = {"min": r"\min", "max": r"\max", "inf": r"\infty"}.get(found[1] or "", found[2])
        return f"{latex}_{{{named}}}", found.end()
    group = _bracket(text, end + 1) if text.startswith("_(", end) else None
    return (latex, end) if group is None else (f"{latex}_{{{group.latex[1:-1]}}}", group.end)


def _power(text: str, latex: str, end: int) -> Formula:
    if not text.startswith("^", end):
        return Formula(latex, end)
    group = _bracket(text, end + 1)
    if group is not None:
        return Formula(f"{latex}^{{{_small(group.latex[1:-1])}}}", group.end)
    simple = _EXPONENT.match(text, end + 1)
    if simple is None:
        return Formula(latex, end)
    return Formula(f"{latex}^{{{_NAMES.get(simple[0], simple[0])}}}", simple.end())


def _bracket(text: str, start: int) -> Formula | None:
    """Read a bracket whose contents are mathematics, between commas; rows of one length are a matrix."""
    opening = text[start : start + 1]
    if opening not in _CLOSING or not opening:
        return None
    block = _BLOCK.match(text, start)
    if block is not None:
        return Formula(rf"[{block[1]}\;{block[2]}]", block.end())
    parts: list[str] = []
    position = start + 1
    while (part := _sum(text, position)) is not None:
        parts.append(part.latex)
        position = part.end
        if text.startswith(",", position):
            position += 1 + text.startswith(", ", position)
        elif text.startswith(_CLOSING[opening], position):
            return Formula(_enclosed(opening, parts), position + 1)
        else:
            return None
    return None


def _enclosed(opening: str, parts: list[str]) -> str:
    rows = [part[1:-1].split(", ") for part in parts if part.startswith("[") and part.endswith("]")]
    if opening == "[" and len(rows) == len(parts) > 1 and len({len(row) for row in rows}) == 1:
        inside = _small(r" \\ ".join(" & ".join(row) for row in rows))
        return rf"\bigl[ \begin{{smallmatrix}} {inside} \end{{smallmatrix}} \bigr]"
    brace = "\\" if opening == "{" else ""
    return f"{brace}{opening}{', '.join(parts)}{brace}{_CLOSING[opening]}"


def _small(latex: str) -> str:
    """Return mathematics for an exponent or a small matrix: fractions on one line."""
    return re.sub(r"\\tfrac\{(\d+)\}\{(\d+)\}", r"\1/\2", latex)
