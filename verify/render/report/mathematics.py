r"""Mathematics for the page: LaTeX as MathML, and the letters of its font that the page uses, to look the same everywhere.

MathML is what browsers set and screen readers read, so nothing stands beside it. The font is STIX Two Math, cut down to the
letters of the page and written into it (extra `report`: math-core and ziamath, which brings the font).

Source: elementary.
"""

from __future__ import annotations

import base64
import html
import io
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from markupsafe import Markup

from verify.manuscript.equations import pieces
from verify.manuscript.grammar.tokens import NotReadError, depths, tokens
from verify.prose import rendered
from verify.render.tex import width

#: Letters that a browser puts in by itself: variables are slanted, roots and fences grow.
_ADDED = "√‖|()[]{}⟨⟩˙˜ˆ¯′−·"
#: Where the slanted letters of plain ones begin; the place of h was taken long before.
_SLANTED = ((0x41, 0x5A, 0x1D434), (0x61, 0x7A, 0x1D44E), (0x391, 0x3A9, 0x1D6E2), (0x3B1, 0x3C9, 0x1D6FC))
_SLANTED_H = "\u210e"
#: A small matrix in brackets, whose brackets must grow with it: the converter knows no environment `smallmatrix`.
_SMALL = re.compile(r"\\bigl *([\[(]) *\\begin\{smallmatrix\}(.*?)\\end\{smallmatrix\} *\\bigr *([\])])", re.DOTALL)
#: The values that are put in, as SymPy writes one of them.
_PUT_IN = re.compile(r"\\substack *\{([^{}\\]*)\}")
#: Letters of mathematics that is broken within a sentence.
WIDE = 16.0
#: Relations before which long mathematics may break, as it may before an equality sign.
_RELATIONS = frozenset({r"\le", r"\ge", r"\ne", r"\to", r"\approx", "<", ">"})
#: What is set as one: an environment, or brackets that grow.
_WHOLE = re.compile(r"\\(begin|left)\b")
#: The end of mathematics before a sign that must stay with it.
_STOP = re.compile(r"</math>(?=[.,;:)])")
#: A name in backticks.
_NAME = re.compile(r"`([^`]+)`")


@cache
def mathml(latex: str, *, is_display: bool = False) -> Markup:
    """Return LaTeX mathematics as MathML; what cannot be set is shown as it is written."""
    from math_core import LatexError

    try:
        shown = _SMALL.sub(r"\\left\1 \\begin{matrix}\2\\end{matrix} \\right\3", latex.strip().removesuffix("%"))
        return Markup(_converter().convert_with_local_state(_PUT_IN.sub(r"\1", shown), displaystyle=is_display))
    except LatexError:
        return Markup("<code>{}</code>").format(latex)


def prose(text: str) -> Markup:
    """Return a claim's words as HTML: their mathematics as MathML, names in backticks as code, all else as it stands.

    Long mathematics may break before its relations, pluses and minuses; no full stop begins a line.
    """
    return Markup(_STOP.sub("</math>&#8288;", rendered(text, _words, _breakable)))


def font(page: str) -> str:
    """Return the font with the letters of a page alone, as the base64 of a WOFF file; the same letters give the same bytes."""
    from fontTools import subset

    used = {*html.unescape(re.sub(r"<(?!/?m)[^>]*>", "", page)), *_ADDED}
    used |= {_slanted(letter) for letter in used}
    options = subset.Options(flavor="woff", layout_features=["*"], hinting=False, name_IDs=[], notdef_outline=True)
    content = io.BytesIO()
    with subset.load_font(str(font_file()), options) as whole:
        chosen = subset.Subsetter(options)
        chosen.populate(unicodes=sorted(map(ord, used)))
        chosen.subset(whole)
        whole.recalcTimestamp = False
        whole.flavor = "woff"
        whole.save(content)
    return base64.b64encode(content.getvalue()).decode("ascii")


def font_file() -> Path:
    """Return where the font is, without loading the package that brings it.

    Raises
    ------
    ModuleNotFoundError : if the extra `report` is not installed
    """
    found = find_spec("ziamath")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("No module named 'ziamath'", name="ziamath")
    return Path(found.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"


@cache
def _converter() -> Any:
    from math_core import LatexToMathML

    return LatexToMathML()


def _breakable(latex: str) -> Markup:
    try:
        parts = [part for piece in pieces(latex) for part in _related(piece)] if width(latex) > WIDE else [latex]
    except NotReadError:
        parts = [latex]
    return Markup("<wbr>").join(mathml(f"{{}} {part}" if place else part) for place, part in enumerate(parts))


def _related(piece: str) -> list[str]:
    """Return mathematics cut before its relations in no bracket and no environment."""
    found, start = [], 0
    for token, depth in depths(tokens(piece)[:-1]) if not _WHOLE.search(piece) else ():
        if depth == 0 and token.text in _RELATIONS and token.place > start:
            found.append(piece[start : token.place].strip())
            start = token.place
    return [*found, piece[start:].strip()]


def _words(text: str) -> Markup:
    parts = _NAME.split(text)
    return Markup("").join(Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts))


def _slanted(letter: str) -> str:
    if letter == "h":
        return _SLANTED_H
    return next((chr(ord(letter) - low + to) for low, high, to in _SLANTED if low <= ord(letter) <= high), letter)
