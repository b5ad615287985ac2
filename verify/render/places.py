"""Where things are written: a claim and the functions it holds to account, as file and line."""

from __future__ import annotations

import inspect
import pkgutil
from contextlib import suppress
from pathlib import Path

from verify.claim import Claim

#: Where the project's own rooms are.
ROOT = Path(__file__).resolve().parents[2]


def place(name: str, owner: str = "") -> str:
    """Return where a function is written: `theory/two_layer.py:120  theory.two_layer.entry_form`.

    Raises
    ------
    ValueError : if no module or attribute has that dotted name
    """
    try:
        found = inspect.unwrap(pkgutil.resolve_name(name))
    except (ImportError, AttributeError, ValueError) as failure:
        raise ValueError(f"code{owner and f' of {owner}'} must name a function that exists, got {name}") from failure
    return f"{shown(inspect.getsourcefile(found) or '')}:{inspect.getsourcelines(found)[1]}  {name}"


def claim_position(claim: Claim) -> tuple[str, int]:
    """Return file and line of a claim."""
    file, line = claim.written_at
    return shown(file), line


def places(claim: Claim) -> list[str]:
    """Return where a claim is written, then the functions it holds to account; what does not exist is left out."""
    file, line = claim_position(claim)
    found = [f"claimed in {file}:{line}"]
    for name in claim.code:
        with suppress(ValueError):
            found.append(f"it holds {place(name)}")
    return found


def shown(file: str | Path) -> str:
    """Return a file as it is named: by its way from the project's root, or from the current folder, or whole."""
    path = Path(file).resolve()
    for base in (ROOT, Path.cwd()):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.as_posix()
