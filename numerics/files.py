"""Files written whole or not at all: beside their place, flushed to the disk, then renamed.

A reader sees the old file or the new one, never half of it, whatever is killed on the way. The permissions are those of any new
file. NumPy is not imported here: the command line writes with this before it knows whether it needs arrays.
"""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, content: str | bytes) -> None:
    """Write text, as UTF-8, or bytes to a path, whole or not at all.

    Half of a surrogate pair, as in the name of a file that is not UTF-8, has no place in UTF-8: its escape is written, which JSON
    reads back.

    Raises
    ------
    OSError : if the folder does not exist or is not writable
    """
    temporary = path.parent / f".{path.name}.{os.urandom(8).hex()}"
    try:
        # Mode x makes a new file with the permissions that the umask allows.
        with temporary.open("xb") as stream:
            stream.write(content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def check_writable(path: Path) -> None:
    """Raise an OSError now if a file could not be written at the end.

    Raises
    ------
    OSError : if the path is a folder, or its folder does not exist or is not writable
    """
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a directory")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent} is not a directory")
    import tempfile

    with tempfile.TemporaryFile(dir=path.parent):
        pass
