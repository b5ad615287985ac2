"""Arrays in files, `.npy` and `.npz`, without pickle: written whole, and read by one reader that refuses what is damaged.

NumPy is not imported before arrays are there: a fresh worker must still be able to say how many threads its BLAS may take.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from numerics.files import write

#: A file whose arrays take more bytes is not read: a small archive may say that it holds more than any memory.
MOST_BYTES = 1 << 31
#: A reason is quoted up to so many characters.
QUOTED = 200


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write named arrays to a path, whole or not at all."""
    import numpy as np

    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    write(path, buffer.getvalue())


def read_arrays(path: Path, rule: str = "arrays must be a .npz", names: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the arrays of a `.npz`, those of the given names or all.

    Parameters
    ----------
    rule : what the file is and must be, as a refusal begins: "log must be a .npz of the arrays step, colour, size"

    Raises
    ------
    ValueError : in one sentence with rule, path and reason, if it cannot be read, holds objects, or lacks a name
    """
    import numpy as np

    try:
        raw = path.read_bytes()
        if not zipfile.is_zipfile(io.BytesIO(raw)):
            raise ValueError("it holds one array without a name" if raw.startswith(b"\x93NUMPY") else "it is no archive")
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MOST_BYTES:
            raise ValueError(f"its arrays take {size} bytes, more than {MOST_BYTES}")
        with np.load(io.BytesIO(raw), allow_pickle=False) as held:
            if missing := [name for name in names or () if name not in held.files]:
                raise ValueError(f"it has no array {missing[0]!r}")
            found = {name: held[name] for name in (held.files if names is None else names)}
        if strange := [name for name, array in found.items() if not isinstance(array, np.ndarray)]:
            raise ValueError(f"its {strange[0]!r} is no array")
        return found
    except Exception as failure:  # noqa: BLE001 (a damaged archive raises whatever its parts raise)
        raise _refusal(rule, path, failure) from None


def array_of(raw: bytes, path: Path, rule: str) -> Any:
    """Return the array in the bytes of a `.npy`.

    Raises
    ------
    ValueError : in one sentence with rule, path and reason, if they are no array, or one of objects, texts or records
    """
    import numpy as np

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a header written by Python 2 is read all the same
            found = np.lib.format.read_array(io.BytesIO(raw), allow_pickle=False)
        if found.dtype.kind in "USV":  # texts may be none, and as many entries as one likes may take no byte
            raise ValueError(f"its entries are {found.dtype}, no numbers")
        return found
    except Exception as failure:  # noqa: BLE001 (a damaged header raises whatever the parser of Python does)
        raise _refusal(rule, path, failure) from None


def _refusal(rule: str, path: Path, failure: Exception) -> ValueError:
    said = (failure.strerror if isinstance(failure, OSError) else None) or re.sub(" at 0x[0-9a-f]+", "", str(failure))
    return ValueError(f"{rule}, got {path}: {' '.join(said.split())[:QUOTED] or type(failure).__name__}")
