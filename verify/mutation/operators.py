"""What can go wrong at one place of a syntax tree: each kind of fault, as text to put in the place's stead.

    sign            a + b -> a - b,  -a -> a,  += -> -=
    factor          a * b -> a / b,  a // b -> a * b,  an arithmetic expression -> 2 times it
    exponent        a ** b -> a * b,  sqrt(a) -> a,  abs(a) -> a
    dropped         a + b -> a, -> b (and so for every term and factor), x += a -> nothing, `.T` -> nothing
    constant        n -> 10 n, 0 -> 1,  True <-> False
    off by one      n -> n + 1 for whole numbers,  x[i] -> x[i - 1]
    index           x[i, j] -> x[j, i]
    direction       < <-> >, <= <-> >=, == <-> !=, in <-> not in, is <-> is not
    logic           and <-> or,  not a -> a,  a bare condition -> its negation
    extreme         max <-> min, upper <-> lower, floor <-> ceil, all <-> any
    argument order  f(a, b) -> f(b, a),  a @ b -> b @ a

Strictness, < against <=, is no kind of its own: over the reals the two differ on a set of measure zero; where whole numbers are
compared, off by one says the same.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

#: A kind, and the text that takes the place of a node's.
Change = tuple[str, str]
#: Returns a node's text as it stands.
Text = Callable[[ast.AST], str]

SIGNS: dict[type[ast.AST], str] = {ast.Add: "-", ast.Sub: "+"}
FACTORS: dict[type[ast.AST], str] = {ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "//"}
DIRECTIONS: dict[type[ast.AST], str] = {
    ast.Lt: ">",
    ast.Gt: "<",
    ast.LtE: ">=",
    ast.GtE: "<=",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
_PAIRS = (
    ("max", "min"),
    ("Max", "Min"),
    ("maximum", "minimum"),
    ("nanmax", "nanmin"),
    ("argmax", "argmin"),
    ("upper", "lower"),
    ("abs_upper", "abs_lower"),
    ("floor", "ceil"),
    ("floor", "ceiling"),
    ("all", "any"),
    ("bisect_left", "bisect_right"),
    ("triu", "tril"),
    ("sin", "cos"),
    ("first", "last"),
    ("append", "appendleft"),
)
EXTREMES = {one: other for pair in reversed(_PAIRS) for one, other in (pair, pair[::-1])}
#: Functions of one argument that may be forgotten.
FORGOTTEN = {"sqrt", "abs", "fabs", "conjugate", "reversed", "square"}
#: Functions whose first two arguments may be exchanged without any effect, or whose exchange is another kind's.
SYMMETRIC = {
    *EXTREMES,
    *("isinstance", "issubclass", "getattr", "hasattr", "setattr", "cast", "Add", "gcd", "lcm", "hypot", "isclose", "allclose"),
    *("array_equal", "symbols", "add", "multiply", "outer_join", "union", "namedtuple", "TypeVar", "zip", "And", "Or", "Eq"),
    *("KroneckerDelta", "swapaxes", "clip", "logaddexp"),
}
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)


def changes(node: ast.AST, parent: ast.AST, text: Text) -> Iterator[Change]:
    """Yield each fault at a node, in a fixed order; some may make no difference, or no sense."""
    match node:
        case ast.BinOp():
            yield from _of_operation(node, parent, text)
        case ast.UnaryOp(op=ast.USub()):
            yield "sign", _closed(node.operand, text)
        case ast.UnaryOp(op=ast.Not()):
            yield "logic", f"({text(node.operand)})"
        case ast.AugAssign():
            yield from _of_increment(node, text)
        case ast.Constant():
            yield from _of_constant(node)
        case ast.Compare(ops=[operator]):
            yield "direction", f"({_closed(node.left, text)} {DIRECTIONS[type(operator)]} {_closed(node.comparators[0], text)})"
        case ast.Compare():
            for place in range(len(node.ops)):
                yield "direction", _chain(node, place, text)
        case ast.BoolOp():
            word = " or " if isinstance(node.op, ast.And) else " and "
            yield "logic", f"({word.join(f'({text(value)})' for value in node.values)})"
        case ast.Call():
            yield from _of_call(node, text)
        case ast.Attribute(attr="T"):
            yield "dropped", _closed(node.value, text)
        case ast.Subscript():
            yield from _of_index(node, text)
    if _is_bare_condition(node, parent):
        yield "logic", f"(not {text(node)})"


def _closed(node: ast.AST, text: Text) -> str:
    """Return a node's text, in parentheses where it is not one whole: those around it in the file are not part of it."""
    is_open = isinstance(node, ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.Compare | ast.IfExp | ast.Lambda | ast.GeneratorExp)
    return f"({text(node)})" if is_open else text(node)


def _of_operation(node: ast.BinOp, parent: ast.AST, text: Text) -> Iterator[Change]:
    if _is_text_or_list(node.left) or _is_text_or_list(node.right):
        return
    left, right, operator = _closed(node.left, text), _closed(node.right, text), type(node.op)
    if operator in SIGNS:
        yield "sign", f"({left} {SIGNS[operator]} {right})"
        yield "dropped", left
        yield "dropped", right if operator is ast.Add else f"(-{right})"
    elif operator in FACTORS:
        yield "factor", f"({left} {FACTORS[operator]} {right})"
        yield "dropped", left
        if operator is ast.Mult:
            yield "dropped", right
    elif operator is ast.Pow:
        yield "exponent", f"({left} * {right})"
    elif operator is ast.MatMult:
        yield "argument order", f"({right} @ {left})"
        yield "dropped", left
        yield "dropped", right
    elif operator in (ast.BitAnd, ast.BitOr):
        yield "logic", f"({left} {'|' if operator is ast.BitAnd else '&'} {right})"
    elif operator in (ast.LShift, ast.RShift):
        yield "factor", f"({left} {'>>' if operator is ast.LShift else '<<'} {right})"
    if operator in ARITHMETIC and not isinstance(parent, ast.BinOp | ast.UnaryOp):
        yield "factor", f"(2 * ({text(node)}))"


def _of_increment(node: ast.AugAssign, text: Text) -> Iterator[Change]:
    if _is_text_or_list(node.value):
        return
    operator = type(node.op)
    other = {**SIGNS, **FACTORS}.get(operator)
    if other:
        yield "sign" if operator in SIGNS else "factor", f"{text(node.target)} {other}= {text(node.value)}"
        yield "dropped", "pass"


def _of_constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", str(not value)
    elif isinstance(value, int | float):
        if isinstance(value, int):
            yield "off by one", str(value + 1)
        if value:
            yield "constant", repr(10 * value)
        elif isinstance(value, float):
            yield "constant", "1.0"


def _chain(node: ast.Compare, changed: int, text: Text) -> str:
    parts = [_closed(node.left, text)]
    for place, (operator, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
        sign = DIRECTIONS[type(operator)] if place == changed else _SIGN[type(operator)]
        parts += [sign, _closed(right, text)]
    return f"({' '.join(parts)})"


_SIGN: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.Gt: ">",
    ast.LtE: "<=",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}


def _of_call(node: ast.Call, text: Text) -> Iterator[Change]:
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    arguments = [text(argument) for argument in node.args]
    rest = [text(keyword) for keyword in node.keywords]
    if name in EXTREMES:
        head = text(node.func).removesuffix(name) + EXTREMES[name]
        yield "extreme", f"{head}({', '.join([*arguments, *rest])})"
    if name in FORGOTTEN and len(arguments) == 1 and not rest:
        yield "exponent" if name in ("sqrt", "square") else "dropped", f"({arguments[0]})"
    plain = not any(isinstance(argument, ast.Starred) for argument in node.args[:2])
    if len(arguments) >= 2 and name not in SYMMETRIC and plain and arguments[0] != arguments[1]:
        exchanged = [arguments[1], arguments[0], *arguments[2:], *rest]
        yield "argument order", f"{text(node.func)}({', '.join(exchanged)})"


def _of_index(node: ast.Subscript, text: Text) -> Iterator[Change]:
    index = node.slice
    if isinstance(index, ast.Name):
        yield "off by one", f"{_closed(node.value, text)}[{text(index)} - 1]"
    elif isinstance(index, ast.Tuple) and len(index.elts) >= 2:
        first, second, *rest = (text(element) for element in index.elts)
        if first != second:
            yield "index", f"{_closed(node.value, text)}[{', '.join([second, first, *rest])}]"
        for place, element in enumerate(index.elts):
            if isinstance(element, ast.Name):
                moved = [text(other) for other in index.elts]
                moved[place] += " - 1"
                yield "off by one", f"{_closed(node.value, text)}[{', '.join(moved)}]"


def _is_text_or_list(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_text_or_list(node.left) or _is_text_or_list(node.right)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    return is_text or isinstance(node, ast.JoinedStr | ast.List | ast.Tuple | ast.Set | ast.Dict | ast.ListComp)


def _is_bare_condition(node: ast.AST, parent: ast.AST) -> bool:
    if isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant):
        return False
    is_test = isinstance(parent, ast.If | ast.While | ast.IfExp) and parent.test is node
    return is_test or (isinstance(parent, ast.comprehension) and node in parent.ifs)
