"""Results of finished tasks kept on disk, so that a killed sweep can go on where it stopped.

One file per task, named by the SHA-256 of the task's printed value, of the function and of the code of this package: a changed
protocol, seed or block, or changed code, is another file; changed comments and docstrings are not. A file appears only when it
is whole; whatever else lies there is ignored.

Legend: a task is any value whose `repr` determines it; a result is a mapping of names to arrays.
"""

from __future__ import annotations

import ast
import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from numerics.files import write

Result = Mapping[str, Any]


def key(name: str, task: object) -> str:
    """Return the name of a task's file: hexadecimal SHA-256 of the code, the function's name and the task's `repr`."""
    return hashlib.sha256(f"{sources()}\n{name}\n{task!r}".encode()).hexdigest()


@cache
def sources(package: Path = Path(__file__).parent) -> str:
    """Return the hexadecimal SHA-256 of the code of a package, all its rooms: results of other code are not taken for its own.

    What counts is the syntax tree, without docstrings; comments and layout are not in it.
    """
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package).as_posix()}\n{_code(path.read_text(encoding='utf-8'))}\n".encode())
    return digest.hexdigest()


def _code(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
            del node.body[0]
    return ast.dump(tree)


@dataclass(frozen=True)
class Store:
    """Results in a directory, which is made when first written to."""

    directory: Path

    def load(self, name: str, task: object) -> dict[str, Any] | None:
        """Return the stored result of a task, or None if there is none that can be read."""
        import numpy as np

        path = self.directory / f"{key(name, task)}.npz"
        try:
            # Read first: NumPy leaves a damaged file open.
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as archive:
                return {entry: archive[entry] for entry in archive.files}
        except (FileNotFoundError, EOFError, ValueError, zipfile.BadZipFile):
            return None

    def save(self, name: str, task: object, result: Result) -> None:
        """Write the result of a task, whole or not at all."""
        self.directory.mkdir(parents=True, exist_ok=True)
        write_arrays(self.directory / f"{key(name, task)}.npz", result)


def write_arrays(path: Path, arrays: Result) -> None:
    """Write named arrays to a path, whole or not at all."""
    import numpy as np

    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    write(path, buffer.getvalue())
