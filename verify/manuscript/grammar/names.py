r"""Letters of LaTeX mathematics with what belongs to them: accents, labels, indices, the time they are taken at, arguments.

    \dot w_{ij}    \tilde W(0)    y_M    w_{11}^*    V(W)    f(W(t); z)_k    \frac{dW}{dt}    \frac{\partial L}{\partial U}

Indices are such as `ij`, `1,2` or `1..k`, labels such as `M` or `\mathrm{tt}`. Derivatives are names as they stand.

Source: elementary.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from sympy import Rational

from verify.manuscript.grammar.cursor import Cursor
from verify.manuscript.grammar.tokens import ACCENTS, GREEK, NotReadError
from verify.manuscript.grammar.tree import Element, Function, Name, Node, Number, Range, Sum, operands

#: Letters that are functions of what stands in brackets after them.
APPLIED = ("V", "f", "g")
#: Commands that set a word upright.
UPRIGHT = frozenset({r"\operatorname", r"\mathrm", r"\text", r"\mathsf", r"\textrm"})
#: Times written as arguments, part of the name.
_TIMES = frozenset({"0", "t", r"\tau"})


class Names(Cursor, ABC):
    """Reads names; what stands in their brackets and indices is read by the parser that extends this."""

    @abstractmethod
    def expression(self) -> Node:
        """Read a sum of products."""

    @abstractmethod
    def factor(self) -> Node:
        """Read one factor with its indices, powers and transposes."""

    @abstractmethod
    def argument(self) -> Node:
        """Read the argument of a command: a braced expression, or one token."""

    def listed(self, *separators: str) -> tuple[Node, ...]:
        """Read expressions with separators between them."""
        found = [self.expression()]
        while self.accept(*separators):
            found.append(self.expression())
        return tuple(found)

    def begins_name(self) -> bool:
        """Return whether a letter, with or without an accent, begins here."""
        return self.next.kind == "letter" or self.next.text in GREEK or self.next.text in ACCENTS

    def name(self) -> Node:
        """Read a letter with all that belongs to it; `e` with an exponent is the exponential."""
        accent = ""
        while self.next.text in ACCENTS:
            accent += self.take().text + " "
        braced = self.accept("{") if accent else None
        token = self.take()
        if token.kind != "letter" and token.text not in GREEK:
            self.fail(f"{token.text} is not a letter")
        if token.text == "e" and not accent and self.accept("^"):
            return Function("exp", (self.argument(),))
        found = Name(accent + token.text)
        if braced:
            found = self._indexed(found)
            self.take("}")
        found = self._indexed(found)
        if self.accept_sequence("^ *", "^ { * }"):
            found = replace(found, key=found.key + "^*")
        return self._applied(found)

    def _indexed(self, found: Name) -> Name:
        while self.accept("_"):
            if self._is_label():
                found = replace(found, key=f"{found.key}_{self.label()}")
            elif found.indices:
                self.fail("two indices, one below the other")
            else:
                found = replace(found, indices=self.indices())
        return found

    def _applied(self, found: Name) -> Node:
        ahead = self.ahead(5)
        if len(ahead) == 5 and ahead[0] == "(" and ahead[1] in "tT" and ahead[2] == "_" and ahead[4] == ")":
            self.position += 5
            return self._indexed(replace(found, at=f"{ahead[1]}_{ahead[3]}"))
        if ahead[:1] == ["("] and ahead[2:3] == [")"]:
            if ahead[1] in _TIMES:
                self.position += 3
                return self._indexed(replace(found, at=ahead[1]))
            if (ahead[1].isalnum() or ahead[1] in GREEK) and found.key not in APPLIED:
                self.fail(f"{found.key}({ahead[1]}) can be read in two ways; a product needs no brackets here")
        if found.key not in APPLIED or (opening := self.accept("(", "[")) is None:
            return found
        applied = Function(found.key, self.listed(",", ";"))
        self.take(")" if opening.text == "(" else "]")
        return Element(applied, found.indices) if found.indices else applied

    def _is_label(self) -> bool:
        """Return whether a subscript is part of the name: a capital, a word, or a plus."""
        ahead = self.tokens[self.position + (self.next.text == "{")]
        return ahead.text == "+" or ahead.text in UPRIGHT or (ahead.kind == "letter" and ahead.text.isupper())

    def label(self) -> str:
        """Read a subscript that is part of a name."""
        while self.accept(*UPRIGHT):
            pass
        texts = self.braced() if self.next.text == "{" else [self.take().text]
        return "".join(text for text in texts if text not in ("{", "}") and text not in UPRIGHT)

    def indices(self) -> tuple[Node, ...]:
        """Read indices: single letters and digits side by side, or expressions between commas, or a range."""
        if not self.accept("{"):
            return (self._lone_index(),)
        found: list[Node] = []
        while self.next.text != "}":
            found.extend(self._one_index())
            self.accept(",")
        self.take("}")
        if not found:
            self.fail("an empty index")
        return tuple(found)

    def _lone_index(self) -> Node:
        if self.next.kind == "number":
            digit = self.argument()
            if self.next.apart:
                self.fail("only the first digit is an index here; write braces around the index")
            return digit
        if self.next.kind != "letter":
            self.fail(f"{self.next.text} as an index, where a letter or a number is read")
        return Name(self.take().text)

    def _one_index(self) -> list[Node]:
        inside = self.expression()
        if self.accept(".."):
            return [Range(inside, self.expression())]
        found: list[Node] = []
        for part in operands(inside, "product") or (inside,):
            if not isinstance(part, Name | Number | Sum) or (isinstance(part, Name) and (part.indices or part.at)):
                self.fail("an index that is no letter or number")
            found += _digits(str(part.value)) if isinstance(part, Number) and part.value.q == 1 else [part]
        return found

    def derivative(self) -> Node:
        r"""Read the arguments of a fraction that is a derivative, and what `\frac{d}{dt}` is taken of: one factor."""
        place = self.next.place
        first, second = self.braced(), self.braced()
        if first == ["d"] and second[:1] == ["d"]:
            inside = self.factor()
            if self.more():
                self.fail("how far a derivative reaches can be read in two ways; write brackets")
            return Function("derivative", (Name("".join(second)), inside))
        if second[:1] in (["d"], [r"\partial"]):
            return Name(f"{''.join(first)}/{''.join(second)}")
        raise NotReadError(f"the fraction of {''.join(first)} and {''.join(second)} is not understood", place)


def _digits(text: str) -> list[Number]:
    return [Number(Rational(digit)) for digit in text]
