"""Claims as tests: what `pytest --swingby` runs, each claim one item, under the marker `swingby`.

Loaded by `swingby.py` only when asked for. The claims come after the project's own tests; `-m swingby` runs them alone, and
`pytest --swingby swingby::ID` one of them, by the name under which pytest reports it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from verify.claim import Claim, Level
from verify.ledger import LedgerError, Unloaded, missing_modules, read, select
from verify.render.wording import complaint, figures
from verify.run import Report, find

#: How the names of the items begin.
NODE = "swingby::"


class UnexpectedError(Exception):
    """A claim that did not come out as expected."""


class ClaimItem(pytest.Item):
    """One claim as one test."""

    def __init__(self, *, claims: dict[str, Claim], claim: Claim, mutants: bool, **more: Any) -> None:
        super().__init__(**more)
        self.claims, self.claim, self.mutants = claims, claim, mutants
        self.add_marker("swingby")

    def runtest(self) -> None:
        """Check the claim; whatever is not as expected raises."""
        missing = missing_modules(self.claim)
        if missing:
            pytest.skip(f"needs {', '.join(missing)}")
        report = Report(self.claim, *find(self.claims, self.claim.id, self.mutants))
        self.user_properties += [("outcome", report.result.outcome.value), ("evidence", self.claim.evidence.value)]
        if report.result.measures:
            self.user_properties.append(("figures", figures(report.result.measures)))
        if not report.as_expected:
            raise UnexpectedError(complaint(report))

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Return what is said of the claim, without a traceback."""
        if isinstance(excinfo.value, UnexpectedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the heading of a failure."""
        return self.path, None, f"swingby claim {self.claim.id}"


class UnloadedItem(pytest.Item):
    """A file or a package of claims that cannot be used, as one test that fails."""

    def __init__(self, *, fault: Unloaded, **more: Any) -> None:
        super().__init__(**more)
        self.fault = fault
        self.add_marker("swingby")

    def runtest(self) -> None:
        """Raise what is wrong with it."""
        raise UnexpectedError(str(self.fault))

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Return what is wrong with it, without a traceback."""
        return str(self.fault)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the heading of the failure."""
        return self.path, None, f"swingby {self.fault.name}"


class Plugin:
    """Adds the chosen claims to the tests of a session."""

    def __init__(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "swingby: a claim of a theory, run by --swingby")
        self.mutants = bool(config.getoption("swingby_mutants"))
        level, patterns = Level(config.getoption("swingby_level")), list(config.getoption("swingby_pattern"))
        patterns += [argument.removeprefix(NODE) for argument in config.args if argument.startswith(NODE)]
        config.args[:] = [argument for argument in config.args if not argument.startswith(NODE)]  # the rest is of pytest
        files = [config.invocation_params.dir / file for file in config.getoption("swingby_claims")]
        try:
            self.claims, self.unloaded = read(files)
            self.chosen = select(self.claims.values(), patterns, level, lenient=bool(self.unloaded))
        except LedgerError as failure:
            raise pytest.UsageError(f"swingby: {failure}") from failure

    @pytest.hookimpl(tryfirst=True)  # before -k and -m choose among the items
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Append one item for each file that cannot be used and each chosen claim, in the order of the ledger."""
        items += [
            UnloadedItem.from_parent(session, name=fault.name, nodeid=f"{NODE}{fault.name}", fault=fault)
            for fault in self.unloaded
        ]
        items += [
            ClaimItem.from_parent(
                session, name=claim.id, nodeid=f"{NODE}{claim.id}", claims=self.claims, claim=claim, mutants=self.mutants
            )
            for claim in self.chosen
        ]
