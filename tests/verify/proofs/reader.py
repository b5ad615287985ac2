r"""A reader of exported statements, which shares nothing with what writes them: text to SymPy, by a grammar of its own.

    statement   forall (x y : R), hypothesis -> exists slope1 : R, is_derive (fun t : R => f) t slope1 /\ left = right

`exists` binds a name to the operation that its statement describes. Of scalars this is SymPy's, which stands for the name from
there on; of matrices it is kept by itself. A matrix is read as a polynomial in letters that do not commute, `W` and `W^T`;
a trace as the sum of its words, each a letter `trace(...)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sympy import Add, Derivative, Integer, Integral, MatrixSymbol, Mul, S, Subs, Symbol, exp, expand, log, sqrt

TOKEN = re.compile(r"\s*(\.\*|\^\^|\^T|/\\|->|=>|:=|<>|<=|>=|%M|%nat|[A-Za-z_][A-Za-z0-9_]*|\d+|[-+*/^=<>(),:~])")
RELATIONS = ("=", "<>", "<=", ">=", "<", ">")


@dataclass
class Read:
    """What a statement says: types of its letters, hypotheses as text, equations as pairs of sides."""

    letters: dict[str, str] = field(default_factory=dict)
    hypotheses: list[str] = field(default_factory=list)
    equations: list[tuple[Any, Any]] = field(default_factory=list)
    operations: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    velocities: dict[str, Any] = field(default_factory=dict)


def read(text: str, symbols: dict[str, Any]) -> Read:
    """Return what a statement says; `symbols` are the SymPy letters by the names that stand in it."""
    return Reader(text, symbols).statement()


class Reader:
    def __init__(self, text: str, symbols: dict[str, Any]) -> None:
        self.tokens, place = [], 0
        text = text.strip()
        while place < len(text):
            match = TOKEN.match(text, place)
            assert match, text[place : place + 40]
            self.tokens.append(match.group(1))
            place = match.end()
        self.at, self.symbols, self.found = 0, dict(symbols), Read()
        self.known: dict[str, Any] = {}
        self.moment = ""

    def peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        assert not wanted or token == wanted, (wanted, self.tokens[self.at : self.at + 12])
        self.at += 1
        return token

    def statement(self) -> Read:
        if self.peek() == "forall":
            self.take()
            while self.peek() == "(":
                self.take()
                names = []
                while self.peek() != ":":
                    names.append(self.take())
                self.take(":")
                kind = []
                while self.peek() != ")":
                    kind.append(self.take())
                self.take(")")
                self.found.letters |= dict.fromkeys(names, " ".join(kind))
            self.take(",")
        if any(kind.startswith("R ->") for kind in self.found.letters.values()):
            self.moment = [letter for letter, kind in self.found.letters.items() if kind == "R"][-1]
        self.rest()
        assert not self.peek(), self.tokens[self.at :]
        return self.found

    def rest(self) -> None:
        """Read hypotheses, operations and the conclusion, in whatever order they come."""
        while (end := self.hypothesis_end()) is not None:
            self.found.hypotheses.append(" ".join(self.tokens[self.at : end]))
            self.at = end + 1
        if self.peek() == "exists":
            self.take()
            name = self.take()
            while self.take() != ",":
                pass
            made = self.operation()
            if isinstance(made, tuple):
                self.found.operations[name] = made
                made = Symbol(name, commutative=False)
            self.known[name] = made
            self.take("/\\")
            self.rest()
        elif self.peek() == "(" and self.peek(1) == "is_derivative" and self.implies():
            self.take("(")
            self.take("is_derivative")
            letter = self.take()
            self.found.velocities[letter] = self.matrix_primary()
            self.take(self.moment)
            self.take("->")
            self.rest()
            self.take(")")
        else:
            self.conclusion()

    def implies(self) -> bool:
        depth = 0
        for token in self.tokens[self.at :]:
            depth += {"(": 1, ")": -1}.get(token, 0)
            if depth == 0:
                return False
            if depth == 1 and token == "->":
                return True
        return False

    def hypothesis_end(self) -> int | None:
        """Return where a hypothesis ends with an arrow, outside of brackets; None if none follows."""
        if self.peek() == "exists":
            return None
        depth = 0
        for place in range(self.at, len(self.tokens)):
            token = self.tokens[place]
            depth += {"(": 1, ")": -1}.get(token, 0)
            if depth == 0 and token == "->":
                return place
            if depth < 0 or (depth == 0 and token in ("/\\", "exists")):
                return None
        return None

    def relation(self) -> tuple[Any, str, Any]:
        """Read a relation between scalars."""
        left, sign = self.scalar(), self.take()
        return left, sign, self.scalar()

    def conclusion(self) -> None:
        while True:
            self.equation()
            if self.peek() != "/\\":
                return
            self.take()

    def equation(self) -> None:
        """Read one equation, in brackets or not; one that says what a derivative is has it on its left."""
        whole = self.peek() == "(" and self.closes() and self.relation_inside()
        if whole:
            self.take("(")
        if self.peek() in ("is_derive", "is_RInt"):
            self.found.equations.append(self.operation(valued=True))
        else:
            matrix = whole and self.tokens[self.closing() + 1 : self.closing() + 2] == ["%M"]
            left = self.matrix() if matrix else self.scalar()
            self.take("=")
            self.found.equations.append((left, self.matrix() if matrix else self.scalar()))
        if whole:
            self.take(")")
            if self.peek() == "%M":
                self.take()

    def closing(self) -> int:
        """Return the place of the bracket that closes what has been opened."""
        depth = 0
        for place in range(self.at, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[place], 0)
            if depth < 0:
                return place
        return len(self.tokens)

    def closes(self) -> bool:
        """Return whether the bracket that opens here closes before an end of the equation."""
        depth = 0
        for place in range(self.at, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[place], 0)
            if depth == 0:
                return self.tokens[place + 1 : place + 2] in ([], ["/\\"], ["%M"], [")"])
        return False

    def relation_inside(self) -> bool:
        if self.peek(1) in ("is_derive", "is_RInt"):
            return True
        depth = 0
        for token in self.tokens[self.at :]:
            depth += {"(": 1, ")": -1}.get(token, 0)
            if depth == 1 and token == "=":
                return True
            if depth == 0:
                return False
        return False

    def operation(self, valued: bool = False) -> Any:
        """Read the statement of an operation; return it, with its value if that is asked for."""
        if self.peek() == "(" and self.peek(1) in ("let", "forall"):
            self.take("(")
            if self.take() == "let":
                variable = self.symbols[self.take()]
                self.take(":=")
                value = self.scalar()
                self.take("in")
                inner = self.operation()
                self.take(")")
                return Subs(inner, variable, value)
            self.take()
            self.take(":")
            self.take("R")
            self.take(",")
            while (end := self.hypothesis_end()) is not None:
                self.at = end + 1
            inner = self.operation()
            self.take(")")
            return inner
        kind = self.take()
        self.take("(")
        self.take("fun")
        variable = self.take()
        while self.take() != "=>":
            pass
        if kind == "is_derivative":
            now, self.moment = self.moment, variable
            body = self.matrix()
            self.moment = now
            self.take(")")
            self.take("%M")
            self.take()
            self.take(now)
            return ("derivative", expand(body))
        if kind == "is_gradient":
            body = self.scalar()
            self.take(")")
            self.take()
            assert self.matrix_primary() == Symbol(variable, commutative=False), variable
            return ("gradient", variable, expand(body))
        body = self.scalar()
        self.take(")")
        if kind == "is_RInt":
            low, high = self.primary(), self.primary()
            made = Integral(body, (self.symbols[variable], low, high))
        else:
            assert self.primary() == self.symbols[variable], variable
            made = Derivative(body, self.symbols[variable], evaluate=False)
        if valued:
            return made, self.primary()
        self.skip()
        return made

    def skip(self) -> None:
        """Pass over a name, or what stands in brackets."""
        depth = 0
        while True:
            depth += {"(": 1, ")": -1}.get(self.take(), 0)
            if depth == 0:
                return

    def scalar(self) -> Any:
        return self.let() if self.peek() == "let" else self.sum(self.product)

    def sum(self, part: Any) -> Any:
        total = self.signed(part)
        while self.peek() in ("+", "-"):
            total = total + part() if self.take() == "+" else total - part()
        return total

    def signed(self, part: Any) -> Any:
        if self.peek() == "-":
            self.take()
            return -part()
        return part()

    def product(self) -> Any:
        total = self.inverted()
        while self.peek() in ("*", "/"):
            total = total * self.inverted() if self.take() == "*" else total / self.power()
        return total

    def inverted(self) -> Any:
        if self.peek() == "/":
            self.take()
            return 1 / self.power()
        return self.power()

    def power(self) -> Any:
        base = self.primary()
        if self.peek() == "^":
            self.take()
            return base ** int(self.take())
        return base

    def primary(self) -> Any:
        token = self.take()
        if token == "(":
            if self.peek() == "INR":
                self.take()
                inner = self.symbols[self.take()]
            elif self.peek() in self.known and self.peek(1) in self.symbols:
                inner = self.known[self.take()]
                while self.peek() != ")":
                    self.take()
            else:
                inner = self.scalar()
            self.take(")")
            return inner
        if token.isdigit():
            return Integer(token)
        if token in ("exp", "ln", "sqrt") and token not in self.symbols:
            return {"exp": exp, "ln": log, "sqrt": sqrt}[token](self.primary())
        if token == "Rpower":
            base = self.primary()
            return base ** self.primary()
        if token == "trace":
            return traced(self.matrix_primary())
        return self.known[token] if token in self.known else self.symbols[token]

    def let(self) -> Any:
        self.take("let")
        variable = self.symbols[self.take()]
        self.take(":=")
        value = self.scalar()
        self.take("in")
        return Subs(self.scalar(), variable, value)

    def matrix(self) -> Any:
        total = self.matrix_term()
        while self.peek() in ("+", "-"):
            total = total + self.matrix_term() if self.take() == "+" else total - self.matrix_term()
        return total

    def matrix_term(self) -> Any:
        if self.peek() == "-":
            self.take()
            return -self.matrix_term()
        number = self.multiple()
        return self.matrix_product() if number is None else number * self.matrix_product()

    def multiple(self) -> Any:
        """Read the number before `.*`; None if there is none."""
        start = self.at
        if self.peek() == "(":
            depth = 0
            for place in range(self.at, len(self.tokens)):
                depth += {"(": 1, ")": -1}.get(self.tokens[place], 0)
                if depth == 0:
                    break
            if self.tokens[place + 1 : place + 2] != [".*"]:
                return None
        elif self.peek(1) != ".*":
            return None
        number = self.primary()
        assert self.at > start
        self.take(".*")
        return number

    def matrix_product(self) -> Any:
        total = self.matrix_power()
        while self.peek() == "*":
            self.take()
            total = total * self.matrix_power()
        return total

    def matrix_power(self) -> Any:
        base = self.matrix_primary()
        if self.peek() == "^^":
            self.take()
            return base ** int(self.take())
        return base

    def matrix_primary(self) -> Any:
        token = self.take()
        if token == "(":
            if self.peek(2) == ")" and self.found.letters.get(self.peek(), "").startswith("R ->"):
                base = Symbol(self.take(), commutative=False)
                self.take(self.moment)
            else:
                base = self.matrix()
            self.take(")")
        elif token in ("Id", "Zero"):
            base = S.One if token == "Id" else S.Zero
        elif token in self.known:
            base = self.known[token]
        elif token.endswith("_inv"):
            base = 1 / Symbol(token.removesuffix("_inv"), commutative=False)
        else:
            assert token in self.found.letters, token
            base = Symbol(token, commutative=False)
        while self.peek() == "^T":
            self.take()
            base = flipped(base)
        return base


def flipped(matrix: Any) -> Any:
    """Return the transpose of a polynomial in letters that do not commute."""

    def turned(term: Any) -> Any:
        scalars, word = term.args_cnc()
        return Mul(*scalars, *[other(factor) for factor in reversed(word)])

    def other(factor: Any) -> Any:
        base, power = factor.as_base_exp()
        name = base.name.removesuffix("^T") if base.name.endswith("^T") else f"{base.name}^T"
        return Symbol(name, commutative=False) ** power

    return Add(*[turned(term) for term in Add.make_args(expand(matrix))])


def traced(matrix: Any) -> Any:
    """Return the trace of a polynomial, each word a letter."""
    total = S.Zero
    for term in Add.make_args(expand(matrix)):
        scalars, word = term.args_cnc()
        total += Mul(*scalars) * Symbol(f"trace({Mul(*word)})")
    return total


def letters(*sides: Any) -> dict[str, Any]:
    """Return the letters of expressions by name."""
    found = set().union(*(side.atoms(Symbol, MatrixSymbol) for side in sides))
    return {str(item): item for item in found}
