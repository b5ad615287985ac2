"""Which claims and tests are tried on a fault, and in which order.

Those that execute the statement that is wrong, the quick ones first, of tests the file's own before others. A statement that is
executed when its file is imported works through the names that it gives a value: those are tried as well that execute a
statement in which such a name stands (where there is none, those that execute anything in the file), and all tests of the file's
own, which may name it themselves.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping

from verify.mutation.faults import Fault
from verify.mutation.reach import Lines, Reach

#: A file, and the line in which a statement begins.
Spot = tuple[str, int]
#: How many assignments at the head of modules a name is followed through.
DEPTH = 4


class Plan:
    """Answers which claims and tests are tried on a fault.

    Parameters
    ----------
    sources : text of the files by name
    reach : what was measured
    """

    def __init__(self, sources: Mapping[str, str], reach: Reach) -> None:
        self.reach = reach
        self.uses: dict[str, set[Spot]] = defaultdict(set)
        self.names: dict[Spot, set[str]] = {}
        for file, text in sources.items():
            self._read(file, ast.parse(text))

    def claims(self, fault: Fault) -> list[str]:
        """Return the ids of the claims to try on a fault, in order."""
        return sorted(self._reaching(fault, self.reach.claims), key=lambda name: self.reach.seconds[name])

    def tests(self, fault: Fault) -> list[str]:
        """Return the names of the tests to try on a fault, in order."""
        own = fault.own_tests()
        reaching = self._reaching(fault, self.reach.tests)
        if self._is_imported((fault.file, fault.first)):  # A test may itself name what it gives a value.
            reaching |= {test for test in self.reach.tests if test.startswith(own)}
        return sorted(reaching, key=lambda test: (not test.startswith(own), self.reach.seconds[test], test))

    def _reaching(self, fault: Fault, lines: Mapping[str, Lines]) -> set[str]:
        spots = self._spots(fault)
        found = {name for name, masks in lines.items() if any(masks.get(file, 0) >> line & 1 for file, line in spots)}
        if not found and self._is_imported((fault.file, fault.first)):
            found = {name for name, masks in lines.items() if fault.file in masks}
        return found

    def _is_imported(self, spot: Spot) -> bool:
        return bool(self.reach.imported.get(spot[0], 0) >> spot[1] & 1)

    def _spots(self, fault: Fault) -> set[Spot]:
        """Return the statements by whose execution a fault can be noticed."""
        start = (fault.file, fault.first)
        spots, fresh = {start}, {start}
        for _ in range(DEPTH):
            names = {name for spot in fresh if self._is_imported(spot) for name in self.names.get(spot, ())}
            fresh = {spot for name in names for spot in self.uses.get(name, ())} - spots
            spots |= fresh
        return spots

    def _read(self, file: str, tree: ast.Module) -> None:
        for statement, around in _statements(tree.body, ""):
            spot = (file, statement.lineno)
            self.names[spot] = {around} if around else set(_bound(statement))
            for word in _words(statement):
                self.uses[word].add(spot)


def _statements(body: Iterable[ast.stmt], around: str) -> Iterable[tuple[ast.stmt, str]]:
    """Yield every statement, with the outermost function or class around it."""
    for statement in body:
        yield statement, around
        within = around
        if not around and isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            within = statement.name
        for name in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(statement, name, ()), within)
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            yield from _statements(part.body, within)


def _bound(statement: ast.stmt) -> Iterable[str]:
    """Yield the names that a statement gives a value."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    for target in targets:
        for node in ast.walk(target) if target is not None else ():
            if isinstance(node, ast.Name):
                yield node.id


def _words(statement: ast.stmt) -> Iterable[str]:
    """Yield the names that stand in a statement, those of statements within it left out."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]
