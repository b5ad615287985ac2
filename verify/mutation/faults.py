"""Every single fault of a file: where it is, what stands there, and what stands there instead.

A fault changes the text of one expression and no line number. Left alone is what speaks to people and not to the mathematics:
docstrings, annotations, messages of errors, decorators, LaTeX and the other words of an `Equation`. What comes to the same byte
code as the file, or as another fault of it, is no fault.

A fault's key is made of its file, function, texts and kind, and not of its line: it stays the same while other functions change.
The sample of a seed are the faults whose keys have the least digests: a smaller sample is part of a larger one, and most of a
sample stays where the code changes.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType

from verify.mutation.operators import changes

#: Keyword arguments that are words for people.
WORDS = {"id", "left", "shown", "letters", "remark", "source", "title", "name", "label", "at_start"}
#: Names whose values are lists of names.
LISTS_OF_NAMES = {"__all__", "__slots__"}


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one file.

    Parameters
    ----------
    file : path from the root, with slashes
    line, column : where the changed expression begins, from 1 and 0
    last : the last line of the statement around it; `first` its first
    function : dotted name of the function or class around it, "" at the level of the module
    kind : as in `operators`
    before, after : text of the changed expression
    number : which of those that agree in all of file, function, kind, before and after, in the order of the text
    start, stop : the place of `before` in the bytes of the file
    """

    file: str
    line: int
    column: int
    first: int
    last: int
    function: str
    kind: str
    before: str
    after: str
    number: int
    start: int
    stop: int

    @property
    def key(self) -> str:
        """Return a name that lasts while the function does."""
        parts = (self.file, self.function, self.kind, flat(self.before), flat(self.after), str(self.number))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]

    def own_tests(self) -> str:
        """Return how the names of the tests of its file begin: tests mirror the code."""
        folder, _, name = self.file.rpartition("/")
        return f"tests/{folder}/test_{name}::"

    def put_in(self, source: bytes) -> bytes:
        """Return the file's bytes with this fault in them."""
        return source[: self.start] + self.after.encode() + source[self.stop :]


def flat(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())


def faults(file: str, source: bytes) -> list[Fault]:
    """Return every single fault of a file, in the order of its text.

    Parameters
    ----------
    file : path from the root, with slashes
    source : what stands in it, UTF-8
    """
    tree = ast.parse(source)
    starts = [0]
    for row in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    seen: Counter[tuple[str, ...]] = Counter()
    codes: dict[int, set[bytes]] = {}
    found = []

    def span(node: ast.AST) -> tuple[int, int]:
        assert_located(node)
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]

    def text(node: ast.AST) -> str:
        start, stop = span(node)
        return source[start:stop].decode()

    for node, parent, statement, top, function in _places(tree):
        for kind, after in changes(node, parent, text):
            start, stop = span(node)
            before = text(node)
            missing = before.count("\n") - after.count("\n")
            if missing < 0:
                continue  # More lines than there were.
            if missing:
                after = f"({after}{chr(10) * missing})" if isinstance(node, ast.expr) else after + chr(10) * missing
            known = codes.setdefault(id(top), {_code(_around(source, top, starts, 0, 0, b"")) or b""})
            code = _code(_around(source, top, starts, start, stop, after.encode()))
            if code is None or code in known:
                continue
            known.add(code)
            same = (function, kind, flat(before), flat(after))
            first, last = _lines(statement)
            place = (node.lineno, node.col_offset)  # type: ignore[attr-defined]
            found.append(Fault(file, *place, first, last, function, kind, before, after, seen[same], start, stop))
            seen[same] += 1
    return found


def sample(everything: Sequence[Fault], number: int | None, seed: int) -> list[Fault]:
    """Return `number` faults drawn uniformly without repetition, in the order in which they were drawn; all without a number."""
    if number is None:
        return list(everything)
    return sorted(everything, key=lambda fault: hashlib.sha256(f"{seed} {fault.key}".encode()).digest())[:number]


def assert_located(node: ast.AST) -> None:
    """Raise where a node has no place in the text."""
    if not hasattr(node, "lineno"):
        raise TypeError(f"node must have a place in the text, got {ast.dump(node)}")


#: A node, what it is part of, the statement around it, the statement of the module around that, and the function around it.
Place = tuple[ast.AST, ast.AST, ast.stmt, ast.stmt, str]


def _places(tree: ast.Module) -> Iterator[Place]:
    for statement in tree.body:
        yield from _below(statement, tree, statement, statement, "")


def _below(node: ast.AST, parent: ast.AST, statement: ast.stmt, top: ast.stmt, function: str) -> Iterator[Place]:
    if _is_left_alone(node, parent):
        return
    if isinstance(node, ast.stmt):
        statement = node
    yield node, parent, statement, top, function
    is_named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    inside = f"{function}.{node.name}".lstrip(".") if is_named else function  # type: ignore[attr-defined]
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_comment", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _below(child, node, statement, top, inside)


def _is_left_alone(node: ast.AST, parent: ast.AST) -> bool:
    match node:
        case ast.Raise() | ast.Import() | ast.ImportFrom() | ast.JoinedStr() | ast.Global() | ast.Nonlocal():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.keyword(arg=name) if name in WORDS:
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) if name in LISTS_OF_NAMES:
            return True
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript() | ast.BinOp(op=ast.BitOr())) if _is_type(name):
            return True
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
    return isinstance(parent, ast.Call) and _called(parent) == "TypeVar"


def _is_type(name: str) -> bool:
    return name[0].isupper() and not name.isupper() and len(name) > 1


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """Return the lines of a statement, of a compound one those of its head."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return statement.lineno, max(statement.lineno, body[0].lineno - 1)
    return statement.lineno, statement.end_lineno or statement.lineno


def _around(source: bytes, top: ast.stmt, starts: list[int], start: int, stop: int, after: bytes) -> bytes:
    """Return the text of a statement of the module, with a change in it."""
    decorators = getattr(top, "decorator_list", [])
    begin = starts[min([top.lineno, *(node.lineno for node in decorators)]) - 1]
    end = starts[(top.end_lineno or top.lineno) - 1] + (top.end_col_offset or 0)
    if not stop:
        return source[begin:end]
    return source[begin:start] + after + source[stop:end]


def _code(text: bytes) -> bytes | None:
    """Return what a text does, whatever its lines; None if it is no Python."""
    try:
        code = compile(b"from __future__ import annotations\n" + text, "fault", "exec", dont_inherit=True, optimize=2)
    except (SyntaxError, ValueError):
        return None
    return repr(_bare(code)).encode()


def _bare(code: CodeType) -> tuple[object, ...]:
    constants = tuple(_bare(value) if isinstance(value, CodeType) else (type(value), repr(value)) for value in code.co_consts)
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return code.co_code, constants, names, code.co_argcount, code.co_kwonlyargcount, code.co_flags, code.co_exceptiontable
