"""Proof scripts for statements: what Python knows goes in as hints, each of which Coq proves before it is used.

facts       what must be positive or not 0, from the domain (`signs`); what is not shown is supposed, and said so
functions   e^u by powers of few exponentials, ln of a product by a sum, squares of roots: equations that `field` may use
values      derivatives, gradients and integrals as SymPy has them
rotations   words under a trace that are the same
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import lcm
from typing import Any

from sympy import (
    Add,
    Derivative,
    Dummy,
    Expr,
    Integer,
    Integral,
    MatrixBase,
    Number,
    Pow,
    S,
    Subs,
    Symbol,
    exp,
    expand,
    factorint,
    log,
    preorder_traversal,
)
from sympy.matrices.expressions import Trace

from theory.algebra.calculus import OPERATIONS, evaluated
from theory.algebra.domain import SYMMETRIC_KINDS, Domain
from theory.algebra.symbols import LENGTHS
from theory.algebra.words import Word, under_trace, words
from verify.proofs.signs import factored, sign
from verify.proofs.statement import Operation, Statement
from verify.proofs.terms import NotExportedError, Printer, inverse_name, is_scalar, name, number_name

#: Variables set to values around a place.
Lets = tuple[tuple[Symbol, Expr], ...]


def script(statement: Statement) -> list[str]:
    """Return the lines of a proof; hypotheses that the domain does not give are added to the statement."""
    return (_MatrixScript if statement.in_matrices else _ScalarScript)(statement).lines()


def refutation(statement: Statement, point: Mapping[str, Expr]) -> list[str]:
    """Return the lines of a proof that a statement does not hold: at a point of its domain, letters not named being 0.

    Raises
    ------
    NotExportedError : if it speaks of matrices or of derivatives, or if its sides agree at the point
    """
    if statement.in_matrices or statement.steps or any(statement.direct):
        raise NotExportedError("its counterexample is made of matrices")
    letters = {name(item): item for side in statement.sides for part in side for item in part.free_symbols}
    values = [point.get(str(letters.get(letter, letter)), S.Zero) for letter, _ in statement.letters]
    at = {letters[letter]: value for (letter, _), value in zip(statement.letters, values, strict=True) if letter in letters}
    for left, right in statement.sides:
        found = [evaluated(side).subs(at) for side in (left, right)]
        if all(side.is_Rational for side in found) and found[0] != found[1]:
            break
    else:
        raise NotExportedError("its counterexample has no rational values")
    said = [Printer(_not_here, name).scalar(value) for value in [*values, *found]]
    return [
        "intro all.",
        f"specialize (all {' '.join(f'({value})' for value in said[:-2])}).",
        *["lapply all; [clear all; intro all | first [lra | nra]]."] * len(statement.hypotheses),
        f"differs ({said[-2]}) ({said[-1]}).",
    ]


class _Script:
    def __init__(self, statement: Statement) -> None:
        self.statement, self.equation = statement, statement.equation
        self.domain = statement.equation.domain
        self.before: list[str] = []
        self.facts: dict[tuple[str, str], str] = {}
        self.hints: list[str] = []
        self.ruled: set[str] = set()
        self.flat: list[str] = []
        self.counted: dict[str, int] = {}

    def named(self, kind: str) -> str:
        self.counted[kind] = self.counted.get(kind, 0) + 1
        return f"{kind}{self.counted[kind]}"

    def intros(self) -> str:
        """Return the introduction of letters and hypotheses."""
        return f"intros {' '.join(label for label, _ in [*self.statement.letters, *self.statement.hypotheses])}."

    def said(self, node: Expr, lets: Lets = ()) -> str:
        """Return a term under the values of variables that stand around it."""
        text = Printer(_not_here, number_name if self.statement.in_matrices else name).scalar(node)
        for variable, value in reversed(lets):
            text = f"let {name(variable)} := {Printer(_not_here, name).scalar(value)} in {text}"
        return text

    def fact(self, node: Expr, lets: Lets, relation: str) -> None:
        """Say that an expression is positive, or not 0: shown from the domain, or supposed."""
        text = self.said(node, lets)
        if (text, relation) in self.facts:
            return
        plain = _at(node, lets)
        if plain.is_Rational:
            known: tuple[int, str] | None = None if plain == 0 else (1 if plain > 0 else -1, "")
        elif plain.free_symbols and plain.free_symbols <= set(LENGTHS):
            known = (1, "")
        else:
            known = sign(plain, self.domain)
        label = self.named("fact")
        self.facts[text, relation] = label
        stated = f"({text}) <> 0" if relation == "<>" else f"0 < {text}"
        if relation == "<>" and not plain.is_Rational and self._by_factors(plain, label, stated, known is None, lets):
            return
        if relation == ">" and known is not None and known[0] < 0:
            raise NotExportedError(f"{node} must be positive, but is not")
        if known is None:
            if lets:
                raise NotExportedError(
                    f"a value at which {node} is not seen to be {'positive' if relation == '>' else 'other than 0'}"
                )
            self.statement.added += 1
            self.statement.hypotheses.append((label, stated))
            return
        self.before.append(f"assert ({label} : {stated}). {{ {self._shown(text, known, relation, bool(lets))} }}")
        if lets:
            self.before.append(f"cbv zeta in {label}.")

    def _by_factors(self, plain: Expr, label: str, stated: str, supposed: bool, lets: Lets) -> bool:
        """Say that a quotient is not 0 because its factors are not, and what it is without fractions in fractions."""
        number, factors = factored(plain)
        nested = any(isinstance(part, Pow) and part.exp.is_negative for part in preorder_traversal(plain))
        alone = len(factors) == 1 and (factors[0][0] - plain).expand() == 0
        if not number.is_Rational or not (nested or (supposed and not alone)):
            return False
        for part, _ in factors:
            if not isinstance(part, Symbol):
                self.fact(part, (), "<>")
        product = " * ".join([f"({self.said(number)})", *(_power_text(self.said(part), power) for part, power in factors)])
        flat = self.named("flat")
        self.before.append(f"assert ({flat} : {stated.removesuffix(' <> 0')} = {product}). {{ cbv zeta; field; met. }}")
        self.before.append(f"assert ({label} : {stated}). {{ cbv zeta in *; rewrite {flat}; nonzero. }}")
        if lets:
            self.before.append(f"cbv zeta in {label}, {flat}.")
        self.flat.insert(0, flat)
        return True

    def _shown(self, text: str, known: tuple[int, str], relation: str, lets: bool) -> str:
        found, certificate = known
        start = "cbv zeta. " if lets else ""
        if not certificate:
            return f"{start}first [lra | dimension | positive | zeros; lra]."
        term = certificate if found > 0 else f"- ({certificate})"
        goal = (
            f"assert (same : {text} = {term}). {{ {start}field; met. }} cbv zeta in same; rewrite same; clear same. "
            if lets
            else (f"replace ({text}) with ({term}) by (field; met). ")
        )
        if relation == ">":
            return f"{start}{goal}positive."
        return f"{start}{goal}{'apply Rgt_not_eq' if found > 0 else 'apply Ropp_neq_0_compat, Rgt_not_eq'}; positive."


class _ScalarScript(_Script):
    def lines(self) -> list[str]:
        statement = self.statement
        sides = [side for pair in statement.sides for side in pair]
        values = [step.value for step in statement.steps if isinstance(step, Operation) and not step.over]
        self.functions: list[tuple[Expr, Lets]] = []
        for item in [*sides, *values]:
            self._walk(item, ())
        self._logarithms()
        self._exponentials()
        rules = f" [{' '.join(self.hints)}]" if self.hints else ""
        ending = f"first [solve [field; met] | field{rules}; met]" if rules else "field; met"
        if self.flat:
            ending = f"first [solve [{ending}] | rewrite {', '.join(f'?{label}' for label in self.flat)}; {ending}]"
        equal = f"cbv beta; unfold Rpower; zeros; {ending}."
        quicker = f"cbv beta; first [lra | {equal[:-1]}]."  # of polynomials: reads them faster than field does
        body = []
        for step in statement.steps:
            if not isinstance(step, Operation):
                raise NotExportedError("scalars that move")
            polynomial = step.kind == "slope" and _is_polynomial(step.node[0], step.value)
            body.append(f"exists {_abstract(step)}. split. {{ {self._operation(step, quicker if polynomial else equal)} }}")
        ends = []
        for pair, direct in zip(statement.sides, statement.direct, strict=True):
            if direct:
                ends.append(self._operation(direct, equal))
            else:
                ends.append(f"cbv zeta. {quicker if _is_polynomial(*pair) else equal}")
        for number, end in enumerate(ends):
            last = number == len(ends) - 1
            body.append(end if last else f"split. {{ {end} }}")
        return [self.intros(), "unfold Rpower in *.", *self.before, *body]

    def _operation(self, step: Operation, equal: str) -> str:
        intro = "".join(
            f"intro {name(bound.variable)}. " + "intro. " * len(bound.hypotheses) for bound in step.around if bound.value is None
        )
        start = f"cbv zeta. {intro}cbv zeta. " if step.around else intro
        if step.kind == "slope":
            alike = "cbv beta; zeros; alike; " if step.over else ""
            return f"{start}auto_derive; [met | {alike}{equal[:-1]}]."
        return f"{start}{self._integral(step, equal)}"

    def _integral(self, step: Operation, equal: str) -> str:
        """Prove an integral by an antiderivative, which is differentiated at every point between the ends."""
        *inner, (variable, _, _) = step.node.limits
        function = Integral(step.node.function, *inner).doit() if inner else step.node.function
        primitive = evaluated(function).integrate(variable)
        if primitive.has(Integral):
            raise NotExportedError("an integral without an antiderivative")
        text = Printer(_not_here, name).scalar(primitive)
        return f"integral (fun {name(variable)} : R => {text})."

    def _walk(self, node: Any, lets: Lets) -> None:
        """Take what must have a meaning, and functions, everywhere a value is taken."""
        if isinstance(node, MatrixBase):
            for item in node:
                self._walk(item, lets)
            return
        if isinstance(node, Subs):
            for value in node.point:
                self._walk(value, lets)
            self._walk(node.expr, (*lets, *zip(node.variables, node.point, strict=True)))
            return
        if isinstance(node, Derivative):
            if len(node.variables) == 1:
                self._walk(node.expr, lets)
            return
        if isinstance(node, OPERATIONS):
            for limit in getattr(node, "limits", ()):
                for end in limit[1:]:
                    self._walk(end, lets)
            return
        for part in getattr(node, "args", ()):
            self._walk(part, lets)
        if isinstance(node, Pow):
            if not node.exp.is_Integer:
                self.fact(node.base, lets, ">")
            elif node.exp < 0:
                self.fact(node.base, lets, "<>")
            if not node.exp.is_Integer:
                self._function(node, lets)
        if isinstance(node, log):
            self.fact(node.args[0], lets, ">")
        if isinstance(node, exp | log):
            self._function(node, lets)

    def _function(self, node: Expr, lets: Lets) -> None:
        if (node, lets) not in self.functions:
            self.functions.append((node, lets))

    def _hint(self, left: str, right: str, proof: str) -> None:
        if left in self.ruled:
            return
        self.ruled.add(left)
        label = self.named("rule")
        self.before += [
            f"assert ({label} : ({left}) = {right}). {{ cbv zeta; {proof} }}",
            f"unfold Rpower in {label}; cbv zeta in {label}.",
        ]
        self.hints.append(label)

    def _logarithms(self) -> None:
        for node, lets in self.functions:
            base = node.args[0] if isinstance(node, log) else node.base if isinstance(node, Pow) else None
            if base is None:
                continue
            if isinstance(node, Pow) and node.exp.is_Rational and node.exp.q == 2:
                root = self.said(Pow(base, S.Half, evaluate=False), lets)
                inside = self.said(base, lets)
                self._hint(f"({root}) ^ 2", f"({inside})", "rewrite pow2_sqrt; [reflexivity | positive].")
                continue
            parts = _logarithm(_at(base, lets), self.domain)
            if parts is None or (len(parts) == 1 and parts[0][1] == 1 and not lets and parts[0][0] == base):
                continue
            for part, _ in parts:
                if not isinstance(part, exp) and not part.is_Rational:
                    self.fact(part, (), ">")
            product = " * ".join(_power_text(self.said(part), power) for part, power in parts) or "1"
            total = " + ".join(f"({power}) * {_log_text(self.said, part)}" for part, power in parts) or "0"
            self._hint(
                self.said(log(base, evaluate=False), lets), f"({total})", f"logarithm ({product})." if parts else "zeros; ring."
            )

    def _exponentials(self) -> None:
        arguments: list[tuple[Expr, Lets, dict[Expr, Any]]] = []
        for node, lets in self.functions:
            if isinstance(node, exp):
                argument = node.args[0]
            elif isinstance(node, Pow) and not (node.exp.is_Rational and node.exp.q == 2):
                argument = node.exp * log(node.base)
            else:
                continue
            whole = expand(_split_logarithms(_at(argument, lets), self.domain))
            found: dict[Expr, Any] = {}
            for term in Add.make_args(whole):
                number, rest = term.as_coeff_Mul()
                if term != 0:
                    found[rest] = found.get(rest, 0) + number
            arguments.append((node, lets, found))
        parts: dict[Expr, int] = {}
        signs: dict[Expr, set[int]] = {}
        for _, _, found in arguments:
            for rest, number in found.items():
                parts[rest] = lcm(parts.get(rest, 1), int(number.q))
                signs.setdefault(rest, set()).add(1 if number > 0 else -1)
        for rest, part in parts.items():
            up, down = (exp(side * rest / part, evaluate=False) for side in (1, -1))
            if len(signs[rest]) == 2:
                self._hint(f"{self.said(up)} * {self.said(down)}", "1", "to_one.")
            if isinstance(rest, log):
                inside = rest.args[0]
                for side, base in ((1, up), (-1, down)):
                    if side in signs[rest]:
                        left = self.said(base) if part == 1 else f"({self.said(base)}) ^ {part}"
                        if side == 1:
                            self._hint(left, f"({self.said(inside)})", "to_base.")
                        else:
                            self._hint(f"{left} * ({self.said(inside)})", "1", "to_base_below.")
        rules = f" [{' '.join(self.hints)}]" if self.hints else ""
        for node, lets, found in arguments:
            factors = []
            for rest, number in found.items():
                part = parts[rest]
                base = self.said(exp((1 if number > 0 else -1) * rest / part, evaluate=False))
                count = abs(int(number * part))
                factors.append(base if count == 1 else f"{base} ^ {count}")
            right, left = " * ".join(factors) or "1", self.said(node, lets)
            if not factors:
                self._hint(left, "1", "unfold Rpower; zeros; reflexivity.")
            elif right not in (left, self._unfolded(node)):
                self._hint(left, f"({right})", f"unfold Rpower; exponents; field{rules}; met.")

    def _unfolded(self, node: Expr) -> str:
        """Return a power as Coq defines it."""
        printer = Printer(_not_here, name)
        return f"exp ({printer.scalar(node.exp, 2)} * ln {printer.scalar(node.base, 3)})" if isinstance(node, Pow) else ""


class _MatrixScript(_Script):
    def lines(self) -> list[str]:
        statement = self.statement
        self._symmetries()
        for side in (self.equation.lhs, self.equation.rhs):
            self._walk(side)
        body = []
        for step in statement.steps:
            if isinstance(step, str):
                body.append(f"intro {self.named('moves')}.")
            elif step.kind == "gradient":
                text = self._printer().matrix(step.value, 0)
                body.append(f"exists ({text})%M. split. {{ gradient. }}")
            elif step.kind == "derivative":
                body.append("eexists. split. { derivative. }")
            else:
                raise NotExportedError(f"a {step.kind} among matrices")
        if is_scalar(self.equation.lhs):
            body += self._traces()
        else:
            body.append("words.")
        return [self.intros(), *self.before, *body]

    def _printer(self) -> Printer:
        moving = {letter for letter, kind in self.statement.letters if kind.startswith("R ->")}
        time = self.statement.letters[-1][0] if moving else ""
        times = [letter for letter, kind in self.statement.letters if kind == "R"]
        time = times[-1] if moving else time
        return Printer(_not_here, lambda item: f"({name(item)} {time})" if name(item) in moving else number_name(item))

    def _symmetries(self) -> None:
        """Take apart what says that a letter is definite, and say of letters that move that they are symmetric now."""
        for label, text in self.statement.hypotheses:
            words_of = text.strip("()").split()
            if words_of[0] in ("semidefinite", "definite"):
                self.before.append(f"assert (sym_{label} := proj1 {label}).")
            if words_of[0] == "forall" and words_of[4] == "symmetric":
                letter = words_of[5].strip("()")
                self.before.append(f"assert (sym_{label} : symmetric ({letter} {self._time()})) by apply {label}.")
            if words_of[0] == "forall" and words_of[4] in ("semidefinite", "definite"):
                letter = words_of[5].strip("()")
                self.before.append(
                    f"assert (sym_{label} : symmetric ({letter} {self._time()})) by (apply (proj1 ({label} {self._time()})))."
                )
        for letter, kind in self.domain.sets.items():
            if kind in SYMMETRIC_KINDS and any(inverse_name(letter) == known for known, _ in self.statement.letters):
                text = inverse_name(letter)
                self.before.append(
                    f"assert (sym_{text} : symmetric {text}) by (apply (inverse_symmetric _ {name(letter)}); assumption)."
                )

    def _time(self) -> str:
        return [letter for letter, kind in self.statement.letters if kind == "R"][-1]

    def _walk(self, node: Any) -> None:
        for part in getattr(node, "args", ()):
            self._walk(part)
        if isinstance(node, Pow) and node.exp.is_Integer and node.exp < 0:
            self.fact(node.base, (), "<>")

    def _traces(self) -> list[str]:
        """Return the rules for words under traces, and the end of the proof."""
        rules = self.domain.rules()
        lines, known = [], set()
        for side in (self.equation.lhs, self.equation.rhs):
            for trace in _traces_of(evaluated(side)):
                for word in words(trace.arg, *rules):
                    same = under_trace(word, trace.arg.rows, *rules)
                    if same != word and word and word not in known and not str(same[0]).startswith("tr I"):
                        known.add(word)
                        label = self.named("turn")
                        turned = f"trace ({self._word(word)}) = trace ({self._word(same)})"
                        lines.append(f"assert ({label} : {turned}) by turned. rewrite ?{label}.")
        return ["traced.", *lines, "equal."]

    def _word(self, word: Word) -> str:
        """Return a word as a term, products associated to the right."""
        names = {str(letter): letter for letter in self.domain.sets}
        text = ""
        for letter in reversed(word):
            base, power = letter.as_base_exp()
            plain = base.name.removesuffix("^T")
            symbol = names.get(plain, Symbol(plain))
            term = inverse_name(symbol) if power < 0 else self._printer().letter(symbol)
            term += "^T" if base.name.endswith("^T") else ""
            text = f"{term} * ({text})" if " " in text else f"{term} * {text}" if text else term
        return text


def _traces_of(side: Any) -> list[Trace]:
    return sorted(side.atoms(Trace), key=str) if isinstance(side, Expr) else []


def _is_polynomial(*sides: Expr) -> bool:
    """Return whether all are polynomials with rational coefficients in letters and in operations."""
    for side in sides:
        plain = side.replace(lambda node: isinstance(node, OPERATIONS), lambda node: Dummy())
        if not plain.is_polynomial(*plain.free_symbols) or not all(number.is_Rational for number in plain.atoms(Number)):
            return False
    return True


def _at(node: Expr, lets: Lets) -> Expr:
    """Return an expression with the variables around it at their values."""
    for variable, value in reversed(lets):
        node = node.subs(variable, value)
    return node


def _logarithm(argument: Expr, domain: Domain) -> list[tuple[Expr, Any]] | None:
    """Return the positive factors of an argument with their powers, primes of its number among them; None if there are none."""
    number, factors = factored(argument)
    if not number.is_Rational or number == 0:
        return None
    parts: list[tuple[Expr, Any]] = [(Integer(prime), power) for prime, power in _primes(abs(number))]
    for part, power in factors:
        if isinstance(part, Symbol | exp) or (isinstance(part, Pow) and not part.exp.is_Integer):
            parts.append((part, power))
            continue
        known = sign(part, domain)
        parts.append((-part if known and known[0] < 0 else part, power))
    return parts


def _primes(number: Any) -> list[tuple[int, int]]:
    """Return the primes of a rational number with their powers."""
    return [*factorint(number.p).items(), *((prime, -power) for prime, power in factorint(number.q).items())]


def _split_logarithms(expression: Expr, domain: Domain) -> Expr:
    """Return an expression with the logarithm of every product as a sum."""

    def split(argument: Expr) -> Expr:
        parts = _logarithm(argument, domain)
        if parts is None:
            return log(argument)
        return Add(*[power * _log_of(part) for part, power in parts])

    return expression.replace(lambda node: isinstance(node, log), lambda node: split(node.args[0]))


def _log_of(part: Expr) -> Expr:
    if isinstance(part, exp):
        return part.args[0]
    if isinstance(part, Pow) and not part.exp.is_Integer:
        return part.exp * log(part.base)
    return log(part)


def _log_text(said: Callable[..., str], part: Expr) -> str:
    if isinstance(part, exp):
        return f"({said(part.args[0])})"
    if isinstance(part, Pow) and not part.exp.is_Integer:
        return f"({said(part.exp)}) * ln ({said(part.base)})"
    return f"ln ({said(part)})"


def _power_text(text: str, power: int) -> str:
    if power == 1:
        return f"({text})"
    return f"({text}) ^ {power}" if power > 0 else f"/ ({text})" if power == -1 else f"/ ({text}) ^ {-power}"


def _abstract(step: Operation) -> str:
    """Return the value of an operation, as a function of what it is over."""
    text = Printer(_not_here, name).scalar(step.value)
    binders = " ".join(f"({name(variable)} : R)" for variable in step.over)
    return f"(fun {binders} => {text})" if binders else f"({text})"


def _not_here(node: Any) -> str:
    raise NotExportedError(f"a value with a {type(node).__name__.lower()} that could not be carried out")
