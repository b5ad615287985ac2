"""Where a function is written: dotted name to file and line."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any


def resolve(name: str) -> Any:
    """Return the object a dotted name stands for.

    Raises
    ------
    ValueError : if no module or attribute has that name
    """
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        try:
            for attribute in parts[cut:]:
                found = getattr(found, attribute)
        except AttributeError:
            break
        return found
    raise ValueError(f"code must name a function that exists, got {name}")


def place(name: str) -> str:
    """Return `theory/two_layer.py:120  theory.two_layer.entry_form`."""
    found = inspect.unwrap(resolve(name))
    file = Path(inspect.getsourcefile(found) or "")
    line = inspect.getsourcelines(found)[1]
    root = Path(__file__).resolve().parent.parent
    shown = file.resolve().relative_to(root) if file.resolve().is_relative_to(root) else file
    return f"{shown.as_posix()}:{line}  {name}"
