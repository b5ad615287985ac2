r"""A parser by precedence for LaTeX mathematics: relations, sums, products, powers, functions, brackets, sums over an index.

An implicit product binds tighter than a sum; `\sum` and `\operatorname{tr}` without brackets take the product that
follows, a logarithm or an exponential one factor. What can be read in two ways, such as `a / b c`, is not read at all.

Source: elementary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import takewhile
from typing import TypeAlias

from sympy import Rational

from verify.manuscript.grammar.names import UPRIGHT, Names
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import (
    Condition,
    Element,
    Function,
    Name,
    Node,
    Number,
    Relation,
    Repeated,
    Sum,
    operands,
    speaks_of,
)

#: A relation under a sum: left side, sign, right side; an index alone has no sign.
Clause: TypeAlias = "tuple[Node, str, Node]"
_BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}
_TRANSPOSES = (
    "{ T }", "T", r"{ \intercal }", r"\intercal", r"{ \mathsf T }", r"\mathsf { T }", r"{ \mathsf { T } }", r"{ \mathrm { T } }",
)  # fmt: skip
_FUNCTIONS = {"tr": "tr", "Tr": "tr", "trace": "tr", "det": "det", "diag": "diag", "ln": "ln", "log": "ln", "exp": "exp"}
#: What compares indices under a sum.
_COMPARISONS = (r"\ne", r"\le", r"\ge", "<", ">", "=")
_TEXT = (r"\text", r"\textrm", r"\mathrm", r"\mbox")
#: Words that a definition follows.
_CONNECTING = frozenset({"where", "with", "and", "here", "wherein"})
#: Words that with index letters after them restrict nothing.
_FOR_ALL = frozenset({"forall", "forevery", "foreach", "forany"})


class Parser(Names):
    """Reads one piece of mathematics from its tokens."""

    #: The bars that are open where it reads, innermost last; a bracket hides those outside of it.
    bars: tuple[str, ...] = ()

    def more(self) -> bool:
        """Return whether another factor follows; a bar that is not open begins one."""
        return super().more() or (self.next.text in (r"\|", "|") and self.next.text not in self.bars[-1:])

    def relation(self) -> Relation:
        """Read sides joined by equality signs, and definitions after commas, up to the end."""
        first = self._equalities()
        where = []
        while self.accept(",", ";"):
            if self._at_end() or self._only_names_indices():
                break
            self._skip_connecting()
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
            if not self._comes("="):
                return Relation(tuple(sides))
            self.take()

    def _at_end(self) -> bool:
        self.accept_lines()
        return self.next.kind == "end"

    def _comes(self, *texts: str) -> bool:
        """Return whether one of the texts comes next; line breaks before it are read."""
        start = self.position
        self.accept_lines()
        if self.next.text in texts:
            return True
        self.position = start
        return False

    def _only_names_indices(self) -> bool:
        """Read `for all i, j` up to the end, if that stands here."""
        start = self.position
        if self.accept(r"\forall") or self._words() in _FOR_ALL:
            while self.next.kind == "letter":
                self.take()
                if self.accept(",") is None:
                    self.accept(".")
                    if self._at_end():
                        return True
                    break
        self.position = start
        return False

    def _skip_connecting(self) -> None:
        """Read a word that a definition follows, if one stands here; other words may restrict the formula."""
        start = self.position
        found = self._words()
        if found is not None and found.strip(":,") not in _CONNECTING:
            self.position = start
            self.fail("words after a formula, which may restrict it")

    def _words(self) -> str | None:
        if self.next.text not in _TEXT or self.ahead(2)[1] != "{":
            return None
        self.take()
        return "".join(self.braced()).lower()

    def expression(self) -> Node:
        """Read a sum of products."""
        terms = []
        while True:
            self.accept_lines()
            start = self.next.place
            sign = 1
            while (found := self.accept("+", "-")) is not None:
                sign = -sign if found.text == "-" else sign
                self.accept_lines()
            terms.append((sign, self.product(), start))
            if not self._comes("+", "-"):
                return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else Sum(tuple(terms))

    def product(self) -> Node:
        r"""Read factors, multiplied by standing side by side, by `\cdot`, or divided by `/`."""
        factors = [self.factor()]
        barred = None
        while self._comes(r"\cdot", "*", "/") or self.more():
            if self.accept("/"):
                bottom = self.factor()
                if self.more() and self.next.text not in ("/", r"\cdot", "*"):
                    self.fail("a / b c can be read in two ways; use brackets or \\frac")
                factors = [Function("quotient", (_product(factors), bottom))]
            else:
                self.accept(r"\cdot", "*")
                bar = self.next.text in (r"\|", "|")
                if bar and barred is not None and barred < len(factors) - 1:
                    self.fail("bars that can be paired in two ways; write \\lVert and \\rVert")
                barred = len(factors) if bar else barred
                factors.append(self.factor())
        return _product(factors)

    def factor(self) -> Node:
        """Read one factor with its indices, powers and transposes."""
        first = self.next
        base = self._atom()
        while self.next.text in ("^", "_"):
            if first.text == "{" and isinstance(base, Function) and base.name != "transpose":
                self.fail("a script after braces, which do not show: it stands at the last letter only; write brackets")
            if self.next.text == "^" and operands(base, "power", "transpose"):
                self.fail("two exponents, one after the other")
            base = Element(base, self.indices()) if self.take().text == "_" else self._raised(base)
        return base

    def _raised(self, base: Node) -> Node:
        if self.accept_sequence(*_TRANSPOSES):
            return Function("transpose", (base,))
        exponent = self.argument()
        if self.next.apart:
            self.fail("only the first digit is the exponent here; write braces around the exponent")
        return Function("power", (base, exponent))

    def argument(self) -> Node:
        """Read the argument of a command: a braced expression, or one token (a single digit of a number)."""
        if self.accept("{"):
            inside = self.expression()
            self.take("}")
            return inside
        token = self.next
        if token.kind == "number" and len(token.text) > 1 and "." not in token.text:
            self.tokens[self.position] = replace(token, text=token.text[1:], place=token.place + 1, apart=True)
            return Number(Rational(token.text[0]))
        return self._atom()

    def _atom(self) -> Node:
        token = self.next
        if token.kind == "number":
            return self._number()
        if token.text == "{":
            return self._braces()
        if token.text in _BRACKETS:
            return self._bracket()
        if token.text in (r"\|", r"\lVert", "|", r"\lvert"):
            return self._norm()
        if self.begins_name():
            return self.name()
        if self.accept(r"\frac"):
            if self.ahead(2) in (["{", "d"], ["{", r"\partial"]):
                return self.derivative()
            return Function("quotient", (self.argument(), self.argument()))
        if self.accept(r"\sqrt"):
            if self.next.text == "[":
                self.fail("a root of another order is not understood")
            return Function("sqrt", (self.argument(),))
        if token.text in (r"\underbrace", r"\overbrace"):
            return self._labelled()
        if token.text in (r"\sum", r"\prod"):
            return self._repeated()
        if self.accept(r"\mathbb", r"\mathds"):
            return self._blackboard()
        if (name := self._function_name()) is not None:
            return self._function(name)
        raise NotReadError(f"{token.text or 'the end'} is not understood here", token.place)

    def _number(self) -> Number:
        token = self.take()
        if self.next.kind == "number" and not self.next.apart:
            self.fail(f"the numbers {token.text} and {self.next.text} side by side look like one")
        return Number(Rational(token.text))

    def _braces(self) -> Node:
        """Read what braces hold together in the source; as they are not printed, it must not be a sum."""
        before = self.tokens[self.position - 1] if self.position else None
        self.take()
        start = self.position
        inside = self.expression()
        divided = any(token.text == "/" for token in self.tokens[start : self.position])
        is_side = before is None or before.text in ("=", "+") or before.kind == "row"
        after = self.tokens[self.position + 1] if self.next.text == "}" else self.next
        if is_side and (after.kind in ("end", "row") or after.text in ("=", "+", "-", ",", ".", ";")):
            divided = False
        elif isinstance(inside, Sum) or (divided and operands(inside, "quotient", "product")):
            self.fail("braces do not show, so that this is read otherwise; write brackets")
        self.take("}")
        return inside

    def _labelled(self) -> Node:
        r"""Read what stands over a brace with its label; it is not bracketed, so that a sum must be a summand."""
        before = self.tokens[self.position - 1].text if self.position else "="
        under = self.take().text == r"\underbrace"
        inside = self.argument()
        if self.accept("_" if under else "^"):
            self.braced()
        if self.next.text in ("^", "_") or (isinstance(inside, Sum) and (before not in ("=", "+", r"\\") or self.more())):
            self.fail("a brace below a sum does not bracket it; write brackets")
        return inside

    def _bracket(self) -> Node:
        """Read a bracket: an expression, a commutator, or a vector of parts `(v, 1)`."""
        opening = self.take().text
        outside, self.bars = self.bars, (*self.bars, "")
        inside = self.expression()
        if opening == "[" and self.accept(","):
            inside = Function("commutator", (inside, self.expression()))
        elif opening == "(" and self.accept(","):
            inside = Function("stack", (inside, *self.listed(",")))
        self.take(_BRACKETS[opening])
        self.bars = outside
        return Function("group", (inside,))

    def _norm(self) -> Node:
        bar = {r"\lVert": r"\|", r"\lvert": "|"}.get(self.next.text, self.next.text)
        self.take()
        outside, self.bars = self.bars, (*self.bars, bar)
        inside = self.expression()
        self.take(bar)
        self.bars = outside
        label = self.label() if self.accept("_") else None
        if label is not None and (label not in ("F", "2") or bar == "|"):
            self.fail(f"the norm {label} is not understood")
        return Function("abs" if bar == "|" else "frobenius" if label == "F" else "norm", (inside,))

    def _function_name(self) -> str | None:
        r"""Read the name of a function, `\ln` or `\operatorname{tr}`, if one stands here."""
        token = self.next
        if token.kind == "command" and token.text[1:] in _FUNCTIONS:
            return _FUNCTIONS[self.take().text[1:]]
        if self.accept(*UPRIGHT) is None:
            return None
        word = self.label() if self.next.text == "{" else self.take().text
        if word == "e" and self.accept("^"):
            return "e"
        if word not in _FUNCTIONS:
            self.fail(f"{word} is not understood")
        return _FUNCTIONS[word]

    def _function(self, name: str) -> Node:
        """Read the argument of a function, and the power between its name and the argument."""
        if name == "e":
            return Function("exp", (self.argument(),))
        power = self.argument() if self.accept("^") else None
        if power is not None and not (isinstance(power, Number) and power.value > 0):
            self.fail(f"this exponent of {name} is not understood")
        if self.next.text in _BRACKETS:
            inside = self._bracket()
            if name in ("ln", "exp", "tr") and self.next.text == "^":
                self.fail(f"a power after the bracket of {name} can be read in two ways; write {name}^n or more brackets")
        elif name == "tr":
            inside = self.product()
        else:
            inside = self.factor() if name in ("det", "diag") else self._one_factor(name)
        found = Function(name, (inside,))
        return found if power is None else Function("power", (found, power))

    def _one_factor(self, name: str) -> Node:
        braced = self.next.text == "{"
        inside = self.factor()
        if self.more() and not braced and self.next.text not in (r"\ln", r"\exp"):
            self.fail(f"how far {name} reaches can be read in two ways; write brackets")
        return inside

    def _repeated(self) -> Node:
        r"""Read a sum or product with its index, bounds or condition, and the product it is taken of: `\sum_{k = 1}^{d}`."""
        kind = self.take().text[1:]
        upper: Node | None = None
        clauses: list[Clause] = []
        while (mark := self.accept("_", "^")) is not None:
            if mark.text == "^":
                upper = self.argument()
            else:
                clauses = self._under()
        indices, lower, conditions = self._bounds(clauses)
        if lower is None and upper is not None and len(indices) > 1:
            self.fail("an upper bound of several indices")
        body: Node = self.product()
        if kind == "prod" and not all(speaks_of(part, indices[0]) for part in operands(body, "product")):
            self.fail("how far a product reaches can be read in two ways; write brackets")
        for index in reversed(indices):
            body = Repeated(kind, index, lower, upper, Condition(conditions), body)
            conditions = ()
        return body

    def _bounds(self, clauses: list[Clause]) -> tuple[list[str], Node | None, tuple[Clause, ...]]:
        """Return the indices, their lower bound and the conditions: `i, j` or `i, j = 1` and conditions, or one condition."""
        counted = list(takewhile(lambda clause: clause[1] == "", clauses))
        rest = clauses[len(counted) :]
        lower = None
        if rest and rest[0][1] == "=":
            lower = rest[0][2]
            counted.append(rest.pop(0))
        elif not counted and rest:
            counted = rest[:1]
        indices = [left.key for left, _, _ in counted if isinstance(left, Name) and not left.indices and not left.at]
        if not counted or len(indices) < len(counted) or any(sign == "" for _, sign, _ in rest):
            self.fail("the index of a sum is not named")
        return indices, lower, tuple(rest)

    def _under(self) -> list[Clause]:
        if not self.accept("{"):
            return [(Name(self.take().text), "", Number(Rational(0)))]
        if stacked := self.accept(r"\substack"):
            self.take("{")
        found = self._clauses("}")
        self.take("}")
        if stacked:
            self.take("}")
        return found

    def _clauses(self, closing: str) -> list[Clause]:
        r"""Read conditions between commas; `k \ne i, j` and `k \notin \{i, j\}` are two of them."""
        found: list[Clause] = []
        subject: Node | None = None
        relation = ""
        while True:
            left = self.expression()
            mark = self.accept(*_COMPARISONS, r"\notin")
            if mark is None and subject is not None and relation == r"\ne":
                found.append((subject, relation, left))
            elif mark is None:
                found.append((left, "", Number(Rational(0))))
            elif mark.text == r"\notin":
                self.take(r"\{")
                found.extend((left, r"\ne", element) for element in self.listed(","))
                self.take(r"\}")
            else:
                subject, relation = left, mark.text
                found.append((left, relation, self.expression()))
            comma = self.accept(",")
            if not (self.accept_lines() or comma) or self.next.text == closing:
                return found

    def _blackboard(self) -> Node:
        r"""Read `\mathbf{1}` with its condition, an indicator, or `\mathbb{I}`, the identity."""
        braced = self.accept("{")
        token = self.take()
        if braced:
            self.take("}")
        if token.text == "I":
            return Name("I")
        if token.text != "1":
            self.fail(f"the blackboard letter {token.text} is not understood")
        brackets = {"{": "}", **_BRACKETS}
        subscript = self.accept("_")
        opened = [self.take().text] if self.next.text in brackets else []
        if subscript and opened == ["{"] and self.next.text in _BRACKETS:
            opened.append(self.take().text)
        if not opened:
            self.fail("an indicator without a condition")
        closings = [brackets[bracket] for bracket in reversed(opened)]
        found = Condition(tuple(self._clauses(closings[0])))
        for bracket in closings:
            self.take(bracket)
        return found


def _product(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Function("product", tuple(factors))


def parse(source: str, renamed: Mapping[str, str] | None = None) -> Node:
    """Return the tree of an expression.

    Raises
    ------
    NotReadError : if it is not wholly understood
    """
    found = parse_relation(source, renamed)
    if len(found.sides) > 1 or found.where:
        raise NotReadError("a relation in place of an expression")
    return found.sides[0][0]


def parse_relation(source: str, renamed: Mapping[str, str] | None = None) -> Relation:
    """Return the tree of sides joined by equality signs, with the definitions that follow after commas.

    Raises
    ------
    NotReadError : if it is not wholly understood
    """
    return Parser(source, renamed).relation()
