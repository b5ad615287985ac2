r"""The tokens of a piece of LaTeX mathematics, each with its offset.

Spacing and sizing commands are dropped, other spellings of one sign are made one, an author's symbols are replaced by ours.

Source: elementary.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

_BAR = r"\s*(?:(?P<{0}double>\\\||\\[lr]?Vert(?![A-Za-z]))|\||\\[lr]?vert(?![A-Za-z]))"
_TOKEN = re.compile(
    rf"(?P<opening>\\(?:left|[bB]igg?l){_BAR.format('o')})|(?P<closing>\\(?:right|[bB]igg?r){_BAR.format('c')})"
    r"|(?P<skip>\s+|~|&|%[^\n]*|\\[,;:!>\s/]|\\(?:left|right)\s*\."
    r"|\\(?:left|right|middle|[bB]igg?[lr]?|q?quad|(?:display|text|script)style|(?:no)?limits|nonumber|notag|allowbreak"
    r"|math(?:open|close|op|rel|bin|ord)|(?:thin|med|en)space|hfill|centering|noindent|ensuremath|xspace|boxed|relax|m(?:left|right)"
    r"|IEEE(?:yes|no)number|IEEEeqnarraynumspace)(?![A-Za-z]))"
    r"|(?P<font>\\(?:mathbf|boldsymbol|bm|mathit|mathnormal)(?![A-Za-z]))"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<row>\\\\(?:\[[^\]]*\])?)"
    r"|(?P<command>\\[A-Za-z]+|\\[{}|])"
    r"|(?P<letter>[A-Za-z])"
    r"|(?P<symbol>\.\.\.?|:=|=:|[-+*/^_{}()\[\]|,;:.=<>!'])"
)
#: An equality with the label of a step, or one that defines; with any other label it is not one.
_LABELLED = re.compile(
    r"\\(?:stackrel|overset)\s*\{\s*(?:\\(?:text|textrm|mathrm|mbox)\s*\{)?\s*(?:\(\s*(?:[a-z0-9]{1,4}|\*+)\s*\)|def\.?|\\triangle"
    r"|\\Delta|\\(?:eqref|ref|cref)\s*\{[^{}]*\})\s*\}?\s*\}\s*\{\s*(?::?=|\\equiv)\s*\}"
)
#: Empty braces, which only space a sign.
_EMPTY = re.compile(r"\{\s*\}(?!\s*[_^])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
#: A bold one is an indicator; else a font changes nothing, and its argument stays.
_ONE = re.compile(r"\s*(?:\{\s*1\s*\}|1(?!\d))")
#: An alphabet, whose one letter may stand without braces.
_BARE = re.compile(r"\\math(?:cal|bb|frak|scr|sf|rm)(?![A-Za-z])\s*([A-Za-z])")
#: An upright d, as in a derivative.
_UPRIGHT_D = re.compile(r"\\(?:mathrm|operatorname|text|textrm)\s*(?:\{\s*d\s*\}|(?<=mathrm)\s+d)")
#: A letter with indices, and a time or a star.
_NAME = re.compile(r"\S+(?: _ (?:[^{\s]+|\{[^{}]*\}))*(?: \( \S+ \)| \^ \*| \^ \{ \* \})?")
#: Greek letters.
GREEK = frozenset(
    {
        r"\alpha", r"\beta", r"\gamma", r"\delta", r"\epsilon", r"\zeta", r"\eta", r"\theta", r"\kappa", r"\lambda", r"\mu",
        r"\nu", r"\xi", r"\pi", r"\rho", r"\sigma", r"\tau", r"\phi", r"\chi", r"\psi", r"\omega", r"\Gamma", r"\Delta",
        r"\Theta", r"\Lambda", r"\Xi", r"\Pi", r"\Sigma", r"\Phi", r"\Psi", r"\Omega", r"\ell",
    }
)  # fmt: skip
#: Commands that put a mark on the letter after them.
ACCENTS = frozenset({r"\dot", r"\hat", r"\tilde", r"\bar", r"\widetilde", r"\widehat", r"\ddot"})
#: Commands dropped together with their braced argument.
_WITH_ARGUMENT = re.compile(r"\\(?:label|tag|[hv]space|[hv]?phantom)(?![A-Za-z])(?P<argument>\s*\*?\s*(?=\{))?")
#: Other spellings of one sign.
SAME = {
    r"\tfrac": r"\frac", r"\dfrac": r"\frac", r"\cfrac": r"\frac", r"\nicefrac": r"\frac", r"\sfrac": r"\frac",
    r"\neq": r"\ne", r"\leq": r"\le", r"\geq": r"\ge",
    r"\lbrace": r"\{", r"\rbrace": r"\}", r"\lbrack": "[", r"\rbrack": "]", r"\Vert": r"\|", r"\rVert": r"\|",
    r"\rvert": "|", r"\vert": "|", r"\top": r"\intercal", r"\varepsilon": r"\epsilon", r"\varphi": r"\phi",
    r"\times": r"\cdot", r"\dotsc": "..", r"\ldots": "..", r"\dots": "..", "...": "..", r"\cdotp": r"\cdot", r"\leqslant": r"\le",
    r"\geqslant": r"\ge", ":=": "=", r"\coloneqq": "=", r"\coloneq": "=",
    r"\triangleq": "=", r"\eqqcolon": "=", r"\eqcolon": "=", "=:": "=", r"\equiv": "=", r"\prime": "'", r"\colon": ":",
}  # fmt: skip
#: Signs that empty braces space.
_SPACED = frozenset({"=", "+", "-", "<", ">", ","})
#: Brackets that a term holds together.
OPENING, CLOSING = frozenset({"{", "(", "[", r"\{"}), frozenset({"}", ")", "]", r"\}"})
#: What ends a product.
ENDS = frozenset(
    {
        "+", "-", "=", ",", ";", ")", "]", "}", r"\}", r"\|", "|", ":", "<", ">", "..", ".",
        r"\le", r"\ge", r"\ne", r"\in", r"\notin", r"\approx", r"\sim", r"\to", r"\propto",
    }
)  # fmt: skip


class NotReadError(ValueError):
    """What is met at an offset of the source is not understood here; it is never taken for right."""

    def __init__(self, message: str, place: int = 0) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True)
class Token:
    """One token: number, letter, command, symbol, row or end, with its text and offset; `apart` if cut from a longer number."""

    kind: str
    text: str
    place: int
    apart: bool = False


def tokens(source: str) -> list[Token]:
    """Return the tokens of LaTeX mathematics, the last of kind `end`.

    Raises
    ------
    NotReadError : at a character that is not mathematics
    """
    found: list[Token] = []
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:
            raise NotReadError(f"the character {source[place]!r}", place)
        text, kind = match.group(), str(match.lastgroup)
        if labelled := _LABELLED.match(source, place):
            found.append(Token("symbol", "=", place))
            place = labelled.end()
            continue
        if (empty := _EMPTY.match(source, place)) and (not found or found[-1].text in _SPACED or found[-1].kind == "row"):
            place = empty.end()
            continue
        if match["opening"] or match["closing"]:
            double = match["odouble"] or match["cdouble"]
            side = {True: (r"\lVert", r"\|"), False: (r"\lvert", "|")}[bool(double)]
            found.append(Token("command", side[bool(match["closing"])], place))
            place = match.end()
            continue
        upright = _UPRIGHT_D.match(source, place)
        if upright and not (found and found[-1].text in ("_", "{") and "_" in [item.text for item in found[-2:]]):
            found.append(Token("letter", "d", place))
            place = upright.end()
            continue
        if dropped := _WITH_ARGUMENT.match(source, place):
            place = dropped.end() if dropped["argument"] is None else matching(source, dropped.end()) + 1
            continue
        if kind == "font" and _ONE.match(source, match.end()):
            found.append(Token("command", r"\mathbb", place))
        elif kind not in ("skip", "font"):
            found.append(Token(kind, SAME.get(text, text), place))
        bare, place = _BARE.match(source, place), match.end()
        if bare:
            found += [Token("symbol", "{", place), Token("letter", bare[1], bare.start(1)), Token("symbol", "}", place)]
            place = bare.end()
    return [*found, Token("end", "", len(source))]


def rewritten(found: list[Token], renamed: Mapping[str, str]) -> list[Token]:
    """Return tokens with texts of a manuscript replaced by ours, all at once; what comes in is not replaced again.

    Raises
    ------
    NotReadError : at one of our letters that the manuscript is said to write otherwise: it may stand for anything there
    """
    patterns = [([token.text for token in tokens(old)[:-1]], _bracketed(tokens(new)[:-1])) for old, new in renamed.items()]
    patterns.sort(key=lambda pair: -len(pair[0]))
    theirs = {texts[0] for texts, _ in patterns if len(texts) == 1}
    taken = {new[0].text: " ".join(texts) for texts, new in patterns if len(new) == 1 and new[0].text not in theirs}
    written = [token.text for token in found]
    result: list[Token] = []
    position = 0
    while position < len(found):
        token = found[position]
        fitting = [(texts, new) for texts, new in patterns if texts and written[position : position + len(texts)] == texts]
        if not fitting and token.text in taken and token.kind in ("letter", "command"):
            raise NotReadError(f"{token.text}, for which the manuscript is said to write {taken[token.text]}", token.place)
        texts, new = fitting[0] if fitting else ([token.text], [token])
        result += [replace(each, place=token.place) for each in new]
        position += len(texts)
    return result


def _bracketed(found: list[Token]) -> list[Token]:
    """Return a replacement in brackets, unless it is one letter with its accent, indices and time."""
    text = " ".join(token.text for token in found if token.text not in ACCENTS)
    if _NAME.fullmatch(re.sub(r"^\{ (\S+) \}", r"\1", text)):
        return found
    return [Token("symbol", "(", 0), *found, Token("symbol", ")", 0)]


def matching(text: str, place: int) -> int:
    """Return the offset of the brace that closes the one at an offset, or the end of the text."""
    depth = 0
    for match in _BRACE.finditer(text, place):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.start()
    return len(text)


def depths(
    found: Iterable[Token], opening: Container[str] = OPENING, closing: Container[str] = CLOSING
) -> Iterator[tuple[Token, int]]:
    """Return tokens, each with how many brackets are open before it."""
    depth = 0
    for token in found:
        yield token, depth
        depth += (token.text in opening) - (token.text in closing)
