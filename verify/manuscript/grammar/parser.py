r"""A parser by precedence for LaTeX mathematics: sums, products, quotients, powers, indices, brackets, relations.

An implicit product binds tighter than a sum; ``\sum``, ``\ln`` and ``\operatorname{tr}`` without brackets take the product
that follows. What can be read in two ways, such as ``a / b c``, is not read at all.

Source: elementary.
"""

from __future__ import annotations

from collections.abc import Mapping

from verify.manuscript.grammar import atoms, words
from verify.manuscript.grammar.tokens import NotReadError, Token, rewritten, tokens
from verify.manuscript.grammar.tree import Node, Product, Quotient, Relation, Sum

#: What ends a product.
_ENDS = frozenset({"+", "-", "=", ",", ";", ")", "]", "}", r"\}", r"\|", "|", ":", "<", ">", "..", "."})
_RELATIONS = frozenset({"<", ">", r"\le", r"\ge", r"\ne", r"\in", r"\notin", r"\approx", r"\sim", r"\to", r"\propto"})


class Parser:
    """Reads one piece of mathematics from its tokens.

    Parameters
    ----------
    source : LaTeX mathematics
    renamed : texts a manuscript uses, with ours
    """

    def __init__(self, source: str, renamed: Mapping[str, str] | None = None) -> None:
        self.source = source
        self.tokens = rewritten(tokens(source), renamed or {})
        self.position = 0

    @property
    def next(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.position]

    def take(self, text: str | None = None) -> Token:
        """Read one token, which must be `text` where that is given."""
        token = self.next
        if token.kind == "end" or (text is not None and token.text != text):
            self.fail(f"expected {text or 'mathematics'}, found {token.text or 'the end'}")
        self.position += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        """Read the next token if it is one of the texts."""
        if self.next.text in texts and self.next.kind != "end":
            return self.take()
        return None

    def fail(self, message: str) -> None:
        """Raise NotReadError here."""
        raise NotReadError(message, self.next.place)

    def expression(self) -> Node:
        """Read a sum of products."""
        terms = []
        while True:
            while self.next.kind == "row":
                self.take()
            start = self.next.place
            sign = 1
            while (found := self.accept("+", "-")) is not None:
                sign = -sign if found.text == "-" else sign
                while self.next.kind == "row":
                    self.take()
            terms.append((sign, self.product(), start))
            self._rows_before("+", "-")
            if self.next.text not in ("+", "-"):
                break
        return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else Sum(tuple(terms))

    def product(self) -> Node:
        r"""Read factors, multiplied by standing side by side, by ``\cdot``, or divided by ``/``."""
        factors = [self.factor()]
        while True:
            self._rows_before(r"\cdot", "*", "/")
            if self.accept(r"\cdot", "*"):
                factors.append(self.factor())
            elif self.accept("/"):
                bottom = self.factor()
                if self.more() and self.next.text not in ("/", r"\cdot", "*"):
                    self.fail("a / b c can be read in two ways; use brackets or \\frac")
                factors = [Quotient(Product(tuple(factors)) if len(factors) > 1 else factors[0], bottom)]
            elif self.more():
                factors.append(self.factor())
            else:
                return factors[0] if len(factors) == 1 else Product(tuple(factors))

    def factor(self) -> Node:
        """Read one factor with its indices, powers and transposes."""
        return atoms.factor(self)

    def argument(self) -> Node:
        """Read the argument of a command."""
        return atoms.argument(self)

    def bracket(self) -> Node:
        """Read what stands in the brackets that open here."""
        return atoms.bracket(self)

    def more(self) -> bool:
        """Return whether another factor follows."""
        token = self.next
        return token.kind not in ("end", "row") and token.text not in _ENDS and token.text not in _RELATIONS

    def relation(self) -> Relation:
        """Read sides joined by equality signs, and definitions after commas, up to the end."""
        first = self._equalities()
        where = []
        while self.accept(",", ";"):
            if self._at_end() or words.only_name_indices(self):
                break
            words.skip_connecting(self)
            where.append(self._equalities())
        self.accept(".", ":")
        if not self._at_end():
            if self.tokens[self.position - 1].kind == "row":
                self.fail("a line begins without a sign, so that it may continue the one before in two ways")
            self.fail(f"{self.next.text} is not understood here")
        return Relation(first.sides, tuple(where))

    def _equalities(self) -> Relation:
        sides = []
        while True:
            place = self.next.place
            sides.append((self.expression(), place))
            self._rows_before("=")
            if self.accept("=") is None:
                return Relation(tuple(sides))

    def _rows_before(self, *texts: str) -> None:
        ahead = self.position
        while self.tokens[ahead].kind == "row":
            ahead += 1
        if self.tokens[ahead].text in texts and self.tokens[ahead].kind != "end":
            self.position = ahead

    def _at_end(self) -> bool:
        while self.next.kind == "row":
            self.take()
        return self.next.kind == "end"


def parse(source: str, renamed: Mapping[str, str] | None = None) -> Node:
    """Return the tree of an expression.

    Raises
    ------
    NotReadError
        If it is not wholly understood.
    """
    found = parse_relation(source, renamed)
    if len(found.sides) > 1 or found.where:
        raise NotReadError("a relation in place of an expression")
    return found.sides[0][0]


def parse_relation(source: str, renamed: Mapping[str, str] | None = None) -> Relation:
    """Return the tree of sides joined by equality signs, with the definitions that follow after commas.

    Raises
    ------
    NotReadError
        If it is not wholly understood.
    """
    return Parser(source, renamed).relation()
