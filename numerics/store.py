"""Keep the results of finished tasks on disk, so that a killed sweep can go on where it stopped.

One file per task, named by the SHA-256 of the task's printed value, of the function and of the sources of this package: a
changed protocol, seed or block, or changed code, is another file. A file appears only when it is whole (written beside,
flushed, then renamed); whatever else lies there is ignored.

Legend: a task is any value whose ``repr`` determines it; a result is a mapping of names to arrays.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Result = Mapping[str, Any]


def key(name: str, task: object) -> str:
    """Return the name of a task's file: hexadecimal SHA-256 of the sources, the function's name and the task's ``repr``."""
    return hashlib.sha256(f"{sources()}\n{name}\n{task!r}".encode()).hexdigest()


@cache
def sources(package: Path = Path(__file__).parent) -> str:
    """Return the hexadecimal SHA-256 of the Python files of a package: results of other code are not taken for its own."""
    digest = hashlib.sha256()
    for path in sorted(package.glob("*.py")):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Store:
    """Keep results in a directory, which is made when first written to."""

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
        """Write a result whole or not at all."""
        self.directory.mkdir(parents=True, exist_ok=True)
        write_arrays(self.directory / f"{key(name, task)}.npz", result)


def write_arrays(path: Path, arrays: Result) -> None:
    """Write named arrays to a path, whole or not at all."""
    import numpy as np

    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(buffer.getvalue())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
