"""Writing files: whole or not at all, and only where asked."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write(path: Path, content: str) -> None:
    """Write text to a path atomically: a reader sees the old file or the new one, never half of it.

    Raises
    ------
    OSError : if the folder does not exist or is not writable
    """
    write_bytes(path, content.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write bytes to a path atomically.

    Raises
    ------
    OSError : if the folder does not exist or is not writable
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o666 & ~_mask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def check_writable(path: Path) -> None:
    """Raise an OSError now if a file could not be written at the end."""
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a directory")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent} is not a directory")
    with tempfile.TemporaryFile(dir=path.parent):
        pass


def _mask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
