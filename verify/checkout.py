"""Which commit the sources are of, where they are a checkout."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

#: What a run of claims executes, below the root of a checkout.
SOURCES = ("theory", "numerics", "verify")


def commit(root: Path, paths: Iterable[str] = SOURCES) -> str:
    """Return the commit that is checked out at a root, with "+" after it if files of the paths differ from it; "" without Git."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    if not (root / ".git").exists():  # an installation within somebody's checkout is not of that
        return ""
    try:
        found = git("rev-parse", "HEAD")
        return f"{found}+" if git("status", "--porcelain", "--", *paths) else found
    except OSError:
        return ""
