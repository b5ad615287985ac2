"""Code that notes each of its statements as it is executed, in memory that all processes of a run share.

Before every statement of a file stands another, `MARKS[k] = 1`; MARKS is a file mapped into memory, named by an environment
variable, so that processes started by what is measured note theirs in the same place. Only the marked files are slowed down.

Legend: k counts the lines of all marked files, one after the other.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping, Sequence
from mmap import mmap
from pathlib import Path

#: The environment variable that names the file of marks.
VARIABLE = "SWINGBY_MARKS"
#: The module that marked files import.
MODULE = "swingby_marks"
_SOURCE = '''"""Marks of executed statements."""
import mmap
import os

try:
    with open(os.environ[{variable!r}], "r+b") as stream:
        MARKS = mmap.mmap(stream.fileno(), {size})
except (KeyError, OSError, ValueError):
    MARKS = bytearray({size})
'''


class Marks:
    """Which lines of files were executed since the last look.

    Parameters
    ----------
    first : the number of line 0 of each file
    size : how many numbers there are
    path : the file that is mapped
    """

    def __init__(self, first: Mapping[str, int], size: int, path: Path) -> None:
        self.first, self.size = first, size
        with path.open("wb") as stream:
            stream.truncate(size)
        os.environ[VARIABLE] = str(path)
        with path.open("r+b") as stream:
            self.bytes = mmap(stream.fileno(), size)

    def take(self) -> dict[str, int]:
        """Return the executed lines by file, bit k for line k, and forget them."""
        noted = self.bytes[:]
        self.bytes[:] = bytes(self.size)
        found = {}
        ends = [*list(self.first.values())[1:], self.size]
        for (file, begin), end in zip(self.first.items(), ends, strict=True):
            part = noted[begin:end]
            mask = sum(1 << line for line, mark in enumerate(part) if mark)
            if mask:
                found[file] = mask
        return found


def numbered(root: Path, files: Sequence[str]) -> tuple[dict[str, int], int]:
    """Return the number of line 0 of each file, and how many there are."""
    first, size = {}, 0
    for file in files:
        first[file] = size
        size += (root / file).read_bytes().count(b"\n") + 2
    return first, size


def mark(root: Path, files: Sequence[str]) -> None:
    """Rewrite files below a root so that they note what is executed."""
    first, size = numbered(root, files)
    for file in files:
        path = root / file
        path.write_text(marked(path.read_text(encoding="utf-8"), first[file]), encoding="utf-8")
    (root / f"{MODULE}.py").write_text(_SOURCE.format(variable=VARIABLE, size=size), encoding="utf-8")


def marked(text: str, first: int) -> str:
    """Return the text of a module with a mark before each statement; `first` is the number of its line 0."""
    tree = ast.parse(text)
    head = 0
    while head < len(tree.body) and (_is_docstring(tree.body[head]) or _is_future(tree.body[head])):
        head += 1
    body = tree.body[head:]
    tree.body[head:] = [ast.ImportFrom(MODULE, [ast.alias("MARKS", f"_{MODULE}")], 0)]
    Marker(first).visit(holder := ast.Module(body, []))
    tree.body += holder.body
    return ast.unparse(ast.fix_missing_locations(tree))


class Marker(ast.NodeTransformer):
    """Puts a mark before each statement.

    Parameters
    ----------
    first : the number of line 0
    """

    def __init__(self, first: int) -> None:
        self.first = first

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Mark the statements of each body within a node."""
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                setattr(node, name, [part for statement in statements for part in self._with_mark(statement)])
        return node

    def _with_mark(self, statement: ast.stmt) -> list[ast.stmt]:
        if _is_docstring(statement):
            return [statement]
        number = self.first + statement.lineno
        return [ast.parse(f"_{MODULE}[{number}] = 1").body[0], statement]


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
