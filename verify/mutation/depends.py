"""What a claim or a file of tests depends on: what it imports, at the head of files or within functions, and what that imports.

Imports by name are not seen in a text: whatever leads to the ledger, or starts processes, is said to depend on everything.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from verify.mutation.subject import ASIDE, DECISIVE

#: What every claim and test is run by.
ALWAYS = ("pyproject.toml", "verify/run.py", "verify/ledger.py")
#: Modules that load others by their names, or start processes.
BY_NAME = {"verify.ledger", "subprocess"}


class Dependences:
    """The imports of a tree.

    Parameters
    ----------
    root : its folder
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        paths = [path for part in DECISIVE for path in ([root / part] if part.endswith(".py") else (root / part).rglob("*.py"))]
        names = sorted(path.relative_to(root).as_posix() for path in paths)
        self.files = [name for name in names if not any(fnmatchcase(name, pattern) for pattern in ASIDE)]
        self.modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in self.files}
        self._imports: dict[str, set[str]] = {}
        self._digests: dict[str, str] = {}

    def of_claim(self, name: str) -> set[str]:
        """Return the files on which a claim depends: those named by the first word of its id, and on."""
        place = f"verify/claims/{name.partition('.')[0]}"
        own = [file for file in self.files if file == f"{place}.py" or file.startswith(f"{place}/")]
        return self._beyond(own) if own else self._everything(own)

    def of_tests(self, file: str) -> set[str]:
        """Return the files on which a file of tests depends."""
        return self._beyond([file])

    def digest(self, files: Iterable[str]) -> str:
        """Return the hexadecimal SHA-256 of files as they stand, with those on which everything depends."""
        parts = [self._digest(file) for file in sorted({*files, *self._always})]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def _always(self) -> set[str]:
        return self._closed(name for name in ALWAYS if (self.root / name).exists())[0]

    def _beyond(self, own: Iterable[str]) -> set[str]:
        found, outside = self._closed(own)
        return self._everything(found) if BY_NAME & outside else found

    def _everything(self, found: Iterable[str]) -> set[str]:
        return {*found, *(file for file in self.files if not file.startswith("tests/"))}

    def _closed(self, files: Iterable[str]) -> tuple[set[str], set[str]]:
        """Return files and all that they import, and the names of all the imports."""
        found, names = set(files), set()
        fresh = set(found)
        while fresh:
            said = set().union(*(self._imported(file) for file in fresh))
            names |= said
            fresh = {self.modules[name] for name in said if name in self.modules} - found
            found |= fresh
        return found, names

    def _imported(self, file: str) -> set[str]:
        """Return the names of the modules, packages around them included, that a file imports, and of what may be modules."""
        if file not in self._imports:
            found: set[str] = set()
            for node in ast.walk(ast.parse((self.root / file).read_bytes())) if file.endswith(".py") else ():
                if isinstance(node, ast.Import):
                    found |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found |= {f"{node.module}.{alias.name}" for alias in node.names}
            parts = [name.split(".") for name in found]
            self._imports[file] = {".".join(words[:length]) for words in parts for length in range(1, len(words) + 1)}
        return self._imports[file]

    def _digest(self, file: str) -> str:
        if file not in self._digests:
            path = self.root / file
            content = path.read_bytes() if path.exists() else b""
            self._digests[file] = hashlib.sha256(f"{file}\n".encode() + content).hexdigest()
        return self._digests[file]
