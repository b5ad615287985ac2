r"""Mathematics as text for terminals: LaTeX between dollars becomes `w_ij' ≤ e^(-2 a_k t)`; a command that is not known stays.

Source: elementary.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque

from verify.prose import rendered

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_GREEK = re.compile(
    "(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega)", re.IGNORECASE
)
#: Signs, by the names of their commands; a bar of a norm keeps close to what it encloses.
_SIGNS = {
    "varepsilon": "ε", "varphi": "φ", "varsigma": "ς", "ell": "ℓ", "infty": "∞", "sum": "∑", "prod": "∏", "int": "∫",
    "partial": "∂", "nabla": "∇", "lVert": "‖\x1d", "rVert": "\x1d‖", "Vert": "‖", "|": "‖", "lvert": "|\x1d", "rvert": "\x1d|",
    "vert": "|", "langle": "⟨", "rangle": "⟩", "cdot": "·", "ldots": "…", "dots": "…", "cdots": "…", "circ": "∘", "prime": "'",
    "top": "T", "lbrace": "{", "rbrace": "}", "backslash": "\\", "quad": " ", "qquad": " ", ",": " ", ";": " ", ":": " ",
    " ": " ", "!": "", "\\": "; ", "left": "", "right": "", "displaystyle": "",
    **{f"{size}{side}": "" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")},
}  # fmt: skip
#: Signs that stand between spaces.
_RELATIONS = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "ll": "≪", "gg": "≫", "pm": "±", "mp": "∓", "times": "×",
    "to": "→", "in": "∈", "notin": "∉", "approx": "≈", "sim": "~", "equiv": "≡", "propto": "∝", "subset": "⊂", "mapsto": "↦",
    "mid": "|", "prec": "≺", "preceq": "⪯", "succ": "≻", "succeq": "⪰", "odot": "⊙", "otimes": "⊗", "lt": "<", "gt": ">",
}  # fmt: skip
_FUNCTIONS = re.compile("ln|log|exp|det|tr|max|min|sup|inf|lim|sinh?|cosh?|tanh?|arg|dim|ker|deg")
_STYLES = re.compile("operatorname|mathrm|mathbf|mathbb|mathcal|mathsf|text|textrm")
_ACCENTS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "overline": "\u0304", "widehat": "\u0302", "widetilde": "\u0303"}
_POINTS = {"dot": "'", "ddot": "''"}
_FRACTIONS = frozenset({"frac", "tfrac", "dfrac"})
_FENCES = {"pmatrix": "()", "bmatrix": "[]", "vmatrix": "||"}
_SUPERSCRIPTS = str.maketrans("+-0123456789T", "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹ᵀ")
_WHOLE = re.compile(r"[\d.]+|d?[^\W\d_][\u0300-\u036f]?(_\w+)?[⁰-⁹¹²³]*'*|[+*∞]|\([^()]*\)")
_RAISED = re.compile(r"[+-]?\d+|T")
#: A space where letters would run into each other, else nothing.
_SOFT = "\x1f"
_BLANK = f"{_SOFT} "
#: No space, whatever is written.
_TIGHT = "\x1d"


def plain(text: str) -> str:
    """Return a text with the mathematics between its dollars as plain text."""
    return rendered(text, str, formula)


def formula(latex: str) -> str:
    """Return LaTeX mathematics as one line of plain text."""
    shown = _Reader(latex).row("").strip()
    shown = re.sub(rf" *{_TIGHT} *", "", shown)
    shown = re.sub(rf"(?<=[\w)\]|‖]) *{_SOFT} *(?=[\w√\\])(?![⁰-⁹¹²³ᵀ])", " ", shown).replace(_SOFT, "")
    shown = re.sub(r"(?<=[(\[⟨]) +| +(?=[)\],;:⟩])", "", " ".join(shown.split()))
    return unicodedata.normalize("NFC", shown)


class _Reader:
    def __init__(self, latex: str) -> None:
        self.tokens = deque(_TOKEN.findall(latex))

    def row(self, stop: str) -> str:
        """Return what comes before a token, which is taken as well."""
        atoms: list[str] = []
        while self.tokens and (token := self.tokens.popleft()) != stop:
            if token in ("^", "_"):
                if atoms and "/" in atoms[-1][1:]:
                    atoms[-1] = f"({atoms[-1].strip(_BLANK)})"
                atoms.append(_script(token, self.argument()))
            else:
                divides = token[1:] in _FRACTIONS and "".join(atoms).rstrip(_BLANK).endswith("/")
                atoms.append(f"({self.atom(token).strip(_BLANK)})" if divides else self.atom(token))
        return "".join(atoms)

    def argument(self) -> str:
        """Return the next group, or else the next token."""
        while self.tokens and self.tokens[0].isspace():
            self.tokens.popleft()
        return self.atom(self.tokens.popleft()).strip(_BLANK) if self.tokens else ""

    def atom(self, token: str) -> str:
        if token == "{":
            return self.row("}")
        if not token.startswith("\\"):
            return " " if token.isspace() else {"&": ", ", "~": " "}.get(token, token)
        name = token[1:]
        if name in _RELATIONS:
            return f" {_RELATIONS[name]} "
        if name in _SIGNS:
            return _SIGNS[name]
        if _GREEK.fullmatch(name) and name[1:].islower():
            size = "SMALL" if name.islower() else "CAPITAL"
            return unicodedata.lookup(f"GREEK {size} LETTER {name.lower().replace('mb', 'm')}")
        if _FUNCTIONS.fullmatch(name):
            return f"{_SOFT}{name}{_SOFT}"
        if name in _FRACTIONS:
            return f"{_SOFT}{_grouped(self.argument())}/{_grouped(self.argument())} "
        if _STYLES.fullmatch(name):
            return f"{_SOFT}{self.argument()}{_SOFT}"
        if name == "sqrt":
            return f"{_SOFT}√{_grouped(self.argument())}{_SOFT}"
        if name in _POINTS or name in _ACCENTS:
            return self._accented(name)
        if name == "begin":
            fence = _FENCES.get(self.argument(), "  ")
            cells = self.row("\\end")
            self.argument()
            return f"{fence[0]}{cells}{fence[1]}"
        return token[1:] if len(token) == 2 and not name.isalpha() else self._unknown(token)

    def _accented(self, name: str) -> str:
        letter = self.argument()
        if name in _POINTS:
            return _grouped(letter) + _POINTS[name]
        return letter + _ACCENTS[name] if len(letter) == 1 else f"{_SOFT}{name}({letter})"

    def _unknown(self, token: str) -> str:
        shown = _SOFT + token
        while self.tokens and self.tokens[0] == "{":
            self.tokens.popleft()
            shown += f"{{{self.row('}')}}}"
        return shown + _SOFT


def _script(sign: str, argument: str) -> str:
    if sign == "^" and (_RAISED.fullmatch(argument) or set(argument) == {"'"}):
        return argument.translate(_SUPERSCRIPTS)
    whole = sign == "_" and argument.isalnum()
    return f"{sign}{argument if whole else _grouped(argument)}{_SOFT}"


def _grouped(text: str) -> str:
    """Return a number, a letter with what hangs on it, or text in brackets as it is, all else in brackets."""
    return text if _WHOLE.fullmatch(text) else f"({text})"
