"""What faults are put into: a checkout, copied once and for each fault linked anew, so that nothing of it is touched.

The copy is of what the checkout holds when a run begins, whatever is edited afterwards. A tree for one fault has the copy's files
as hard links, but for the one that is changed.
"""

from __future__ import annotations

import ast
import compileall
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from verify.checkout import commit
from verify.mutation.marks import mark

#: Where faults are put.
LAYERS = ("theory", "numerics")
#: What decides a verdict: the code, the claims and the tests.
DECISIVE = ("theory", "numerics", "verify", "tests", "swingby.py", "pyproject.toml")
#: Of these, what speaks only of this part of the program.
ASIDE = ("verify/mutation/*", "verify/commands/mutate.py", "tests/verify/mutation/*", "tests/mutation/*")
#: What is not copied.
LEFT_BEHIND = (".git", ".venv*", ".*_cache", ".hypothesis", "*.egg-info", "build", "dist", ".coverage*")


@dataclass(frozen=True)
class Subject:
    """A checkout.

    Parameters
    ----------
    root : its folder
    """

    root: Path

    def __post_init__(self) -> None:
        missing = [name for name in DECISIVE if not (self.root / name).exists()]
        if missing:
            raise ValueError(f"mutate must run in a checkout with its tests, got {self.root} without {missing[0]}")

    def files(self, patterns: Sequence[str] = ()) -> list[str]:
        """Return the files that faults are put into, chosen by shell patterns or folders; all without any.

        Raises
        ------
        ValueError : if a pattern matches no file
        """
        paths = sorted(path for layer in LAYERS for path in (self.root / layer).rglob("*.py"))
        names = [path.relative_to(self.root).as_posix() for path in paths]
        return matching(names, patterns, "--files", "theory or numerics")

    def digest(self) -> str:
        """Return the hexadecimal SHA-256 of what decides a verdict, comments left out."""
        digest = hashlib.sha256()
        for part in DECISIVE:
            path = self.root / part
            for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
                name = file.relative_to(self.root).as_posix()
                if file.suffix in (".py", ".toml") and not any(fnmatchcase(name, pattern) for pattern in ASIDE):
                    digest.update(f"{name}\n{_said(file)}\n".encode())
        return digest.hexdigest()

    def commit(self) -> str:
        """Return the commit that is checked out, with "+" after it if files differ from it; "" without Git."""
        return commit(self.root, DECISIVE)


def matching(names: Sequence[str], patterns: Sequence[str], option: str, place: str) -> list[str]:
    """Return the names that shell patterns or folders choose, all without any.

    Raises
    ------
    ValueError : if a pattern matches none
    """
    chosen: set[str] = set()
    for pattern in patterns or ["*"]:
        found = {name for name in names if fnmatchcase(name, pattern) or name.startswith(f"{pattern.rstrip('/')}/")}
        if not found:
            raise ValueError(f"{option} must match a file of {place}, got {pattern}")
        chosen |= found
    return [name for name in names if name in chosen]


def _said(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    return ast.dump(ast.parse(text), include_attributes=False) if file.suffix == ".py" else text


def scratch_of(tree: Path) -> Path:
    """Return where the processes of a tree leave their temporary files: beside it, with nothing of a project above them."""
    return tree.parent / f"{tree.name}-scratch"


@dataclass(frozen=True)
class Copy:
    """A copy of a checkout, from which trees are made.

    Parameters
    ----------
    folder : holds the copy and the trees
    """

    folder: Path

    @property
    def tree(self) -> Path:
        """Return the unchanged tree."""
        return self.folder / "tree"

    def with_fault(self, name: str, file: str, content: bytes) -> Path:
        """Make and return a tree of the given name in which one file has other content."""
        tree = self.folder / name
        shutil.copytree(self.tree, tree, copy_function=os.link, symlinks=True)
        path = tree / file
        for stale in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            stale.unlink()
        path.unlink()
        path.write_bytes(content)
        return tree

    def marked(self, files: Sequence[str]) -> Path:
        """Return a tree in which files note what is executed, made when it is first asked for."""
        tree = self.folder / "marked"
        if not tree.exists():
            shutil.copytree(self.tree, tree, symlinks=True)
            mark(tree, files)
            compileall.compile_dir(tree, quiet=2)
        return tree

    def remove(self, tree: Path) -> None:
        """Remove a tree, and what its processes left."""
        for folder in (tree, scratch_of(tree)):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def copied(subject: Subject) -> Iterator[Copy]:
    """Give a copy of a checkout, which goes when the block is left."""
    with tempfile.TemporaryDirectory(prefix="swingby-mutate-", ignore_cleanup_errors=True) as name:
        copy = Copy(Path(name))
        shutil.copytree(subject.root, copy.tree, ignore=shutil.ignore_patterns(*LEFT_BEHIND), symlinks=True)
        compileall.compile_dir(copy.tree, quiet=2)
        yield copy
