r"""An equation as a statement of Coq: its letters, every hypothesis of its domain, its operations, its sides.

Each derivative, gradient or integral is stated by itself, so that the kernel checks it: `exists slope1, is_derive (fun t => f)
t slope1 /\ ...`, and stands by this name in the sides. The statement says that there is such a derivative; it is unique.
A value at a point is `let t := 0 in ...`. A letter that moves is a curve, `W : R -> mat d d`, with `is_derivative W V t`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sympy import (
    Basic,
    Derivative,
    Eq,
    Expr,
    Ge,
    Gt,
    Integral,
    Interval,
    Le,
    Lt,
    MatrixBase,
    MatrixSymbol,
    Ne,
    S,
    Set,
    Subs,
    Symbol,
    oo,
)
from sympy.matrices.expressions import MatPow

from theory.algebra.calculus import OPERATIONS, MatrixGradient, TimeDerivative, evaluated
from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import LENGTHS
from verify.proofs.terms import NotExportedError, Printer, inverse_name, is_scalar, name, number_name

#: How the kinds of matrices are said; any real matrix or vector needs no words.
KINDS = {
    Matrices.SYMMETRIC: "symmetric",
    Matrices.SEMIDEFINITE: "semidefinite",
    Matrices.DEFINITE: "definite",
    Matrices.DIAGONAL: "diagonal",
    Matrices.ORTHONORMAL: "orthonormal",
}
RELATIONS = {Gt: ">", Ge: ">=", Lt: "<", Le: "<=", Ne: "<>", Eq: "="}
#: Names for the time along which matrices move, and for the variable of a curve.
TIMES = ("t", "time", "clock")
VARIABLES = ("s", "r", "moment")


@dataclass(frozen=True)
class Bound:
    """A variable around a place: `let` it be a value, or for `all` its values, with what its domain asks of them."""

    variable: Symbol
    value: Expr | None = None
    hypotheses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """A derivative, gradient or integral by itself: its name, what it is over, its statement, and its value by SymPy."""

    kind: str
    name: str
    node: Any
    around: tuple[Bound, ...]
    kind_of_value: str
    stated: str
    value: Any

    @property
    def over(self) -> list[Symbol]:
        """The variables on which it depends."""
        return [bound.variable for bound in self.around if bound.value is None]

    @property
    def term(self) -> str:
        """What stands for it."""
        return _applied(self.name, self.around)

    @property
    def proposition(self) -> str:
        """What is stated of it."""
        text = self.stated
        for bound in reversed(self.around):
            if bound.value is None:
                text = f"(forall {name(bound.variable)} : R, {''.join(f'{hyp} -> ' for hyp in bound.hypotheses)}{text})"
            else:
                text = f"(let {name(bound.variable)} := {Printer(_none, name).scalar(bound.value)} in {text})"
        return text

    @property
    def binder(self) -> str:
        """Its name and type."""
        return f"{self.name} : {'R -> ' * len(self.over)}{self.kind_of_value}"


@dataclass
class Statement:
    """A statement of Coq.

    Parameters
    ----------
    letters : binders in order, each a name and a type
    hypotheses : name and text of each hypothesis of the domain, then of what the sides ask to have a meaning
    steps : operations, and texts of what is supposed in between
    sides : left and right side of each entry, as text and as SymPy has them
    relation : what stands between the sides as Coq writes it
    """

    equation: Equation
    letters: list[tuple[str, str]] = field(default_factory=list)
    hypotheses: list[tuple[str, str]] = field(default_factory=list)
    steps: list[Operation | str] = field(default_factory=list)
    conclusions: list[str] = field(default_factory=list)
    sides: list[tuple[Any, Any]] = field(default_factory=list)
    direct: list[Operation | None] = field(default_factory=list)
    in_matrices: bool = False
    added: int = 0

    @property
    def proposition(self) -> str:
        """The statement without its name."""
        lines = [f"forall {' '.join(self._binders())}," if self.letters else ""]
        lines += [f"{text} ->" for _, text in self.hypotheses]
        brackets = 0
        for step in self.steps:
            if isinstance(step, str):
                lines.append(f"({step} ->")
                brackets += 1
            else:
                lines.append(f"exists {step.binder}, {step.proposition} /\\")
        lines.append(
            " /\\\n  ".join(f"({text})" if len(self.conclusions) > 1 else text for text in self.conclusions) + ")" * brackets
        )
        return "\n  ".join(line for line in lines if line)

    def _binders(self) -> Iterator[str]:
        """Return the binders, neighbours of one type together."""
        grouped: list[tuple[list[str], str]] = []
        for letter, kind in self.letters:
            if grouped and grouped[-1][1] == kind:
                grouped[-1][0].append(letter)
            else:
                grouped.append(([letter], kind))
        return (f"({' '.join(names)} : {kind})" for names, kind in grouped)


def _none(node: Any) -> str:
    raise NotExportedError(f"{type(node).__name__} inside a value")


def stated(equation: Equation) -> Statement:
    """Return an equation as a statement.

    Raises
    ------
    NotExportedError : if it has what is not exported, with the reason
    """
    return _Maker(equation).made()


class _Maker:
    def __init__(self, equation: Equation) -> None:
        self.equation, self.domain = equation, equation.domain
        self.result = Statement(equation, in_matrices=equation.in_matrices)
        self.count: dict[str, int] = {}
        self.known: dict[tuple[Any, tuple[Bound, ...]], Operation] = {}
        nodes = _operations(equation)
        self.moving: dict[MatrixSymbol, Any] = {}
        for node in nodes:
            if isinstance(node, TimeDerivative):
                for letter, velocity in node.args[1:]:
                    if self.moving.setdefault(letter, velocity) != velocity:
                        raise NotExportedError("one letter moves in two ways")
        taken = {str(item) for item in self.domain.sets} | {str(item) for side in _sides(equation) for item in side.free_symbols}
        self.time = next(text for text in TIMES if text not in taken)
        self.variable = next(text for text in VARIABLES if text not in taken)

    def made(self) -> Statement:
        equation, result = self.equation, self.result
        self._letters()
        for text in hypotheses_of(self.domain, self.moving):
            self._suppose(text)
        for item in self.unsaid:  # it drops out of the sides once they are carried out, so that the domain need not name it
            for text in _of_set(item, _declared(item)):
                self._suppose(text)
        self._dimensions_and_inverses()
        for letter, velocity in self.moving.items():
            text = self._printer(()).matrix(velocity, 3)
            result.steps.append(f"is_derivative {name(letter)} {text} {self.time}")
        if equation.in_matrices:
            self._matrix_sides()
        else:
            for left, right in _entries(equation):
                self._entry(left, right)
        return result

    def _suppose(self, text: str) -> None:
        if text not in [known for _, known in self.result.hypotheses]:
            self.result.hypotheses.append((f"hyp{len(self.result.hypotheses) + 1}", text))

    def _letters(self) -> None:
        sides = _sides(self.equation)
        used = set().union(*(side.free_symbols for side in sides))
        matrices = [item for item in self.domain.sets if isinstance(item, MatrixSymbol)]
        lengths = {item for letter in matrices for size in letter.shape for item in size.free_symbols}
        lengths |= {item for item in used if item in LENGTHS and self.equation.in_matrices}
        numbers = [item for item in self.domain.sets if not isinstance(item, MatrixSymbol) and item not in lengths]
        unsaid = sorted((item for item in used if item not in self.domain.sets and item not in lengths), key=str)
        if matrices_unsaid := [item for item in unsaid if not isinstance(item, Symbol)]:
            raise NotExportedError(f"the domain does not say what {matrices_unsaid[0]} is")
        self.result.letters += [(name(item), "nat") for item in sorted(lengths, key=str)]
        for item in matrices:
            kind = f"mat {' '.join(name(size) if isinstance(size, Symbol) else str(size) for size in item.shape)}"
            self.result.letters.append((name(item), f"R -> {kind}" if item in self.moving else kind))
        self.result.letters += [(name(item), "R") for item in [*numbers, *unsaid]]
        self.unsaid = unsaid
        if self.moving:
            self.result.letters.append((self.time, "R"))

    def _dimensions_and_inverses(self) -> None:
        for side in _sides(self.equation) if self.equation.in_matrices else ():
            for item in sorted(_numbers_used(side), key=str):
                self._suppose(f"(0 < {name(item)})%nat")
            for letter in sorted(_inverted(side), key=str):
                kind = next(text for known, text in self.result.letters if known == name(letter))
                if (inverse_name(letter), kind) not in self.result.letters:
                    self.result.letters.append((inverse_name(letter), kind))
                if letter in self.moving:
                    raise NotExportedError("the inverse of a matrix that moves")
                self._suppose(f"inverse {inverse_name(letter)} {name(letter)}")

    def _letter(self, fixed: Basic | None = None, at: str = "") -> Callable[[Basic], str]:
        moment = at or self.time
        plain = number_name if self.equation.in_matrices else name
        return lambda item: f"({name(item)} {moment})" if item in self.moving and item != fixed else plain(item)

    def _printer(self, around: tuple[Bound, ...], fixed: Basic | None = None, at: str = "") -> Printer:
        return Printer(lambda node: self._hoisted(node, around), self._letter(fixed, at))

    def _matrix_sides(self) -> None:
        left, right = self.equation.lhs, self.equation.rhs
        printer = self._printer(())
        self.result.sides.append((left, right))
        if is_scalar(left):
            self.result.conclusions.append(f"{printer.scalar(left)} = {printer.scalar(right)}")
        else:
            self.result.conclusions.append(f"({printer.matrix(left)} = {printer.matrix(right)})%M")
        self.result.direct.append(None)

    def _entry(self, left: Expr, right: Expr) -> None:
        """State one entry; where the left side is a derivative or an integral, that the right side is its value."""
        self.result.sides.append((left, right))
        if isinstance(left, Derivative | Integral) and not _of_higher_order(left) and not _holds_operation(right):
            value = self._printer(()).scalar(right, 3)
            of = isinstance(left, Derivative)
            operation = self._slope(left.expr, left.variables, (), value) if of else self._operation(left, (), value)
            self.result.conclusions.append(operation.proposition)
            self.result.direct.append(operation)
            return
        printer = self._printer(())
        self.result.conclusions.append(f"{printer.scalar(left)} = {printer.scalar(right)}")
        self.result.direct.append(None)

    def _hoisted(self, node: Any, around: tuple[Bound, ...]) -> str:
        """Return the term that stands for an operation, which is stated before the sides."""
        if isinstance(node, Subs):
            return self._substituted(node, around)
        if isinstance(node, Derivative):
            return self._slope_term(node.expr, node.variables, around)
        key = (node, around)
        if key not in self.known:
            self.known[key] = self._operation(node, around)
            self.result.steps.append(self.known[key])
        return self.known[key].term

    def _substituted(self, node: Subs, around: tuple[Bound, ...]) -> str:
        variables, values = node.variables, node.point
        if set(variables) & set().union(*(value.free_symbols for value in values)):
            raise NotExportedError("a value at a point that depends on its variables")
        bounds = tuple(Bound(variable, value) for variable, value in zip(variables, values, strict=True))
        if not _holds_operation(node.expr):
            inner = self._printer(around).scalar(node.expr)
            for bound in reversed(bounds):
                inner = f"let {name(bound.variable)} := {self._printer(around).scalar(bound.value)} in {inner}"
            return f"({inner})"
        inner = self._printer((*around, *bounds)).scalar(node.expr, 3)
        rest = _free_of_operations(node.expr) & set(variables)
        if rest:
            for bound in reversed(bounds):
                inner = f"let {name(bound.variable)} := {self._printer(around).scalar(bound.value)} in {inner}"
            return f"({inner})"
        return inner

    def _operation(self, node: Any, around: tuple[Bound, ...], value: str = "") -> Operation:
        if isinstance(node, TimeDerivative):
            return self._time_derivative(node)
        if isinstance(node, MatrixGradient):
            return self._gradient(node)
        if isinstance(node, Integral):
            return self._integral(node, around, value)
        raise NotExportedError(f"a {type(node).__name__.lower()} is not exported")

    def _named(self, kind: str) -> str:
        self.count[kind] = self.count.get(kind, 0) + 1
        return f"{kind}{self.count[kind]}"

    def _slope_term(self, body: Expr, variables: tuple[Any, ...], around: tuple[Bound, ...]) -> str:
        """Return the term of a derivative of any order, each of its derivatives stated by itself."""
        key = ((body, variables), around)
        if key not in self.known:
            self.known[key] = self._slope(body, variables, around)
            self.result.steps.append(self.known[key])
        return self.known[key].term

    def _slope(self, body: Expr, variables: tuple[Any, ...], around: tuple[Bound, ...], value: str = "") -> Operation:
        *inner, variable = variables
        if not all(isinstance(item, Symbol) for item in variables):
            raise NotExportedError("a derivative in what is no letter")
        shadowed = tuple(bound for bound in around if bound.variable != variable)
        inside = (*shadowed, Bound(variable, None, tuple(_of_set(variable, self.domain.sets.get(variable, S.Reals)))))
        term = self._slope_term(body, tuple(inner), inside) if inner else self._printer(inside).scalar(body)
        label = "" if value else self._named("slope")
        text = f"is_derive (fun {name(variable)} : R => {term}) {name(variable)} {value or _applied(label, around)}"
        return Operation("slope", label, (body, variables), around, "R", text, _value(Derivative(body, *variables), around))

    def _integral(self, node: Integral, around: tuple[Bound, ...], value: str) -> Operation:
        *inner, (variable, low, high) = node.limits
        if low in (-oo, oo) or high in (-oo, oo):
            raise NotExportedError("an integral to infinity is not exported")
        body: Expr = Integral(node.function, *inner) if inner else node.function
        inside = (*around, Bound(variable))
        term = self._printer(inside).scalar(body)
        label = "" if value else self._named("area")
        ends = " ".join(self._printer(around).scalar(end, 3) for end in (low, high))
        text = f"is_RInt (fun {name(variable)} : R => {term}) {ends} {value or _applied(label, around)}"
        return Operation("area", label, node, around, "R", text, _value(node, around))

    def _time_derivative(self, node: TimeDerivative) -> Operation:
        body = self._printer((), at=self.variable).matrix(node.args[0])
        label = self._named("slope")
        text = f"is_derivative (fun {self.variable} : R => {body})%M {label} {self.time}"
        rows, columns = (name(size) if isinstance(size, Symbol) else str(size) for size in node.shape)
        return Operation("derivative", label, node, (), f"mat {rows} {columns}", text, None)

    def _gradient(self, node: MatrixGradient) -> Operation:
        loss, letter = node.args
        if _holds_operation(loss):
            raise NotExportedError("the gradient of an operation")
        label = self._named("gradient")
        kind = f"mat {' '.join(name(size) if isinstance(size, Symbol) else str(size) for size in letter.shape)}"
        body = self._printer((), fixed=letter).scalar(loss)
        text = f"is_gradient (fun {name(letter)} : {kind} => {body}) {label} {self._letter()(letter)}"
        return Operation("gradient", label, node, (), kind, text, evaluated(node))


def hypotheses_of(domain: Domain, moving: Mapping[Any, Any] = {}) -> list[str]:
    """Return every hypothesis of a domain, in order: what each letter's set asks, then the conditions."""
    found: list[str] = []
    for letter, kind in domain.sets.items():
        if isinstance(kind, Matrices):
            found += _of_kind(letter, kind, letter in moving)
        else:
            found += _of_set(letter, kind)
    for condition in domain.conditions:
        if type(condition) not in RELATIONS:
            raise NotExportedError(f"the condition {condition}")
        left, right = (Printer(_none, name).scalar(side) for side in condition.args)
        found.append(f"{left} {RELATIONS[type(condition)]} {right}")
    return found


def _of_kind(letter: Basic, kind: Matrices, moves: bool) -> list[str]:
    if kind is Matrices.INVERTIBLE:  # said of its inverse, which is a letter too
        return []
    if kind not in KINDS:
        return []
    return [f"(forall s : R, {KINDS[kind]} ({name(letter)} s))" if moves else f"{KINDS[kind]} {name(letter)}"]


def _of_set(letter: Basic, kind: Set) -> list[str]:
    if kind == S.Reals:
        return []
    if not isinstance(kind, Interval):
        raise NotExportedError(f"the set {kind} of {letter}")
    found, low, high = [], kind.start, kind.end
    if low != -oo:
        found.append(f"{Printer(_none, name).scalar(low)} {'<' if kind.left_open else '<='} {name(letter)}")
    if high != oo:
        found.append(f"{name(letter)} {'<' if kind.right_open else '<='} {Printer(_none, name).scalar(high)}")
    return found


def _value(node: Any, around: Sequence[Bound]) -> Expr:
    """Return the value of an operation by SymPy, where it stands."""
    value = evaluated(node)
    for bound in reversed(around):
        if bound.value is not None:
            value = value.subs(bound.variable, bound.value)
    return value


def _of_higher_order(node: Any) -> bool:
    return isinstance(node, Derivative) and (len(node.variable_count) > 1 or node.variable_count[0][1] != 1)


def _applied(label: str, around: Sequence[Bound]) -> str:
    """Return an operation's name, applied to what it is over."""
    over = [name(bound.variable) for bound in around if bound.value is None]
    return f"({' '.join([label, *over])})" if over else label


def _declared(letter: Symbol) -> Set:
    """Return the set that a letter's own assumptions say."""
    return Interval.open(0, oo) if letter.is_positive else Interval(0, oo) if letter.is_nonnegative else S.Reals


def _entries(equation: Equation) -> list[tuple[Expr, Expr]]:
    if isinstance(equation.lhs, MatrixBase):
        return list(dict.fromkeys(zip(equation.lhs, equation.rhs, strict=True)))
    return [(equation.lhs, equation.rhs)]


def _sides(equation: Equation) -> tuple[Any, Any]:
    return equation.lhs, equation.rhs


def _operations(equation: Equation) -> list[Any]:
    found: list[Any] = []
    for side in _sides(equation):
        found += _walked(side, lambda node: isinstance(node, OPERATIONS))
    return found


def _walked(node: Any, wanted: Callable[[Any], bool]) -> list[Any]:
    found = [node] if wanted(node) else []
    parts = list(node) if isinstance(node, MatrixBase) else getattr(node, "args", ())
    for part in parts:
        found += _walked(part, wanted)
    return found


def _holds_operation(node: Any) -> bool:
    return bool(_walked(node, lambda item: isinstance(item, OPERATIONS)))


def _free_of_operations(node: Any) -> set[Basic]:
    """Return the letters that stand outside of every operation."""
    if isinstance(node, OPERATIONS):
        return set()
    if isinstance(node, Symbol):
        return {node}
    return set().union(*(_free_of_operations(part) for part in node.args))


def _numbers_used(side: Any) -> set[Basic]:
    """Return the dimensions that stand in a side as numbers."""
    if isinstance(side, Symbol):
        return {side} & set(LENGTHS)
    if isinstance(side, MatrixSymbol) or not getattr(side, "args", ()):
        return set()
    if type(side).__name__ in ("Identity", "ZeroMatrix"):
        return set()
    return set().union(*(_numbers_used(part) for part in side.args))


def _inverted(side: Any) -> set[MatrixSymbol]:
    powers = _walked(side, lambda node: isinstance(node, MatPow) and node.exp.is_Integer and node.exp < 0)
    bases = [power.base for power in powers]
    return {letter for base in bases for letter in base.atoms(MatrixSymbol)}
