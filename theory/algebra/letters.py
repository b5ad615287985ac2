r"""What letters stand for in print: what holds throughout, and the sentence under an equation about its own letters.

A letter is written as LaTeX with its indices, its time or its argument, what it stands for as a formula:
`{r"w_{kk}": r"c_k e^{2 a_k t} / \phi_k"}`. A formula that is only a letter of the domain, `{"w_{12}(0)": "m"}`, says that
what is printed as `w_{12}(0)` is called `m` there.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.2 and Appendix D, as transcribed; X, Y, phi: new.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from theory.algebra.domain import Domain
from theory.algebra.notation import latex
from theory.algebra.symbols import place

#: What the letters stand for wherever an equation has no letter of that name.
COMMON = {
    "V(M)": r"M A + A M - \tfrac12 (A M^2 + M^2 A + 2 M A M)",
    "X": r"A - \tfrac12 (A W + W A)",
    "Y": r"\tfrac12 (A W + W A)",
    "L": r"\tfrac12 \operatorname{tr}\bigl( (W - I) A (W - I)^{T} \bigr)",
    r"\phi_k": r"1 + c_k (e^{2 a_k t} - 1)",
    r"\theta": r"\frac{a_1 - a_2}{2 a_1}",
}
#: Letters that change with time, and so may carry one: W(t), w_{12}(0).
MOVING = frozenset(["W", "w", "U", "u", "X", "Y", "V", "L", "D", "N", "G", "y", "v", "r"]) | {r"\phi", r"\lambda", r"\delta"}
#: Letters that are zero beyond the relevant directions.
RELEVANT = frozenset({"a", r"\mu", r"\sigma"})
#: Capitals that are the matrix of the entries written in lower case.
MATRICES = frozenset("AEW")


def names(domain: Domain, letters: Mapping[str, str]) -> dict[str, str]:
    """Return the letters of the domain, each as LaTeX, that are printed otherwise, with what is printed for them."""
    symbols, entries = _domain(domain)
    known = symbols | {letter.upper() for letter in entries}
    found: dict[str, str] = {}
    for name, formula in letters.items():
        if _plain(formula) in known:
            found.setdefault(_plain(formula), name)
    return found


def sentence(text: str, domain: Domain, letters: Mapping[str, str], at_start: Sequence[str], remark: str) -> str:
    """Return what the letters of an equation printed as `text` stand for: those printed, the remark, those of the domain."""
    named = names(domain, letters)
    printed = [f"${name} = {formula}$" for name, formula in _printed(text, letters).items() if _plain(formula) not in named]
    if remark.startswith("and "):
        said = _listed([*printed, remark.removeprefix("and ")])
    else:
        said = ", ".join(part for part in (_listed(printed), remark) if part)
    symbols, entries = _domain(domain)
    starts = [letter for letter in at_start if letter in symbols or letter.lower() in entries]
    other = named | {letter: f"{letter}(0)" for letter in starts if not (letter.islower() and letter.upper() in starts)}
    called = _listed([_called(letter, name, symbols) for letter, name in other.items()])
    return f"{said} (in the domain {called})" if said and called else said or (called and f"in the domain {called}")


def _domain(domain: Domain) -> tuple[set[str], set[str]]:
    """Return the symbols of the domain as LaTeX, and the letters of its entries."""
    places = [place(symbol) for symbol in domain.sets]
    return {_plain(latex(symbol)) for symbol in domain.sets}, {found[0] for found in places if found is not None}


def _called(letter: str, name: str, symbols: set[str]) -> str:
    """Return what a letter of the domain, or the matrix or vector of its entries, is printed as."""
    if letter in symbols:
        return f"${letter}$ is ${name}$"
    entries = f"${letter.lower()}_{{ij}}$ are the entries of ${name}$"
    return entries if letter.isupper() else f"${letter}_i$ is ${name.replace(letter, f'{letter}_i', 1)}$"


def _printed(text: str, letters: Mapping[str, str]) -> Mapping[str, str]:
    """Return the letters that are printed in an equation, or in what such a letter stands for."""
    spoken, kept = text, set[str]()
    for _ in letters:
        kept |= {name for name in letters if re.search(_letter(name), spoken)}
        spoken = " ".join([text, *(letters[name] for name in kept)])
    return {name: formula for name, formula in letters.items() if name in kept}


def _letter(name: str) -> str:
    r"""Return a pattern of the letter of a name, `\dot W` of `\dot W_{ij}`; also as in `dL`."""
    letter = re.match(r"\\?[A-Za-z]+( [A-Za-z])?", name)
    return rf"(?<![A-Zabce-z\\]){re.escape(letter[0])}(?![A-Za-z])" if letter else re.escape(name)


def _plain(text: str) -> str:
    """Return a letter as it is written by hand: y_M for y_{M}."""
    return re.sub(r"_\{([A-Za-z0-9])\}$", r"_\1", text)


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
