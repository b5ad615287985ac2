"""The public face of swingby: the command, `python -m swingby`, the pytest plugin, and the names that users import.

>>> import swingby
>>> ledger = swingby.claims()                # every claim by its id
>>> reports = swingby.verify("two_layer")    # check some of them

Nothing heavy is imported until it is asked for.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numerics.certificate import certify
    from theory import Domain, Equation, Matrices
    from verify.api import claims, verify
    from verify.ask import predict, simulate
    from verify.claim import Claim, Evidence, Level, Outcome, Result
    from verify.methods import Agreement, Bounded, Computation, Estimate, Identity, Order, Statistical, Twin
    from verify.run import Report

#: Where each public name lives.
HOMES = {
    "Agreement": "verify.methods",
    "Bounded": "verify.methods",
    "Claim": "verify.claim",
    "Computation": "verify.methods",
    "Domain": "theory",
    "Equation": "theory",
    "Estimate": "verify.methods",
    "Evidence": "verify.claim",
    "Identity": "verify.methods",
    "Level": "verify.claim",
    "Matrices": "theory",
    "Order": "verify.methods",
    "Outcome": "verify.claim",
    "Report": "verify.run",
    "Result": "verify.claim",
    "Statistical": "verify.methods",
    "Twin": "verify.methods",
    "certify": "numerics.certificate",
    "claims": "verify.api",
    "predict": "verify.ask",
    "simulate": "verify.ask",
    "verify": "verify.api",
}
__all__ = [
    "Agreement",
    "Bounded",
    "Claim",
    "Computation",
    "Domain",
    "Equation",
    "Estimate",
    "Evidence",
    "Identity",
    "Level",
    "Matrices",
    "Order",
    "Outcome",
    "Report",
    "Result",
    "Statistical",
    "Twin",
    "certify",
    "claims",
    "predict",
    "simulate",
    "verify",
]
#: The folders that install beside this file, under their own names.
FOLDERS = ("theory", "numerics", "verify")


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'swingby' has no attribute {name!r}")
    complaint = intruder()
    if complaint:
        raise ImportError(complaint)
    return getattr(importlib.import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES})


def intruder() -> str:
    """Return one sentence naming a folder of somebody else that Python would take for one of ours, or nothing."""
    home = Path(__file__).resolve().parent
    for name in FOLDERS:
        loaded = sys.modules.get(name)
        spec = getattr(loaded, "__spec__", None) if loaded is not None else importlib.util.find_spec(name)
        places = [*(getattr(spec, "submodule_search_locations", None) or ()), getattr(spec, "origin", None) or ""]
        if not any(place and Path(place).resolve().is_relative_to(home / name) for place in places):
            found = next((place for place in places if place), "nowhere")
            return f"Python finds another {name!r} at {found} before swingby's own at {home / name}; take it off the search path."
    return ""


class Pytest:
    """The pytest plugin: `pytest --swingby` runs each claim as one test.

    A class and not this module, since pytest looks at every name of a plugin, and so would load everything.
    """

    @staticmethod
    def pytest_addoption(parser: Any) -> None:
        """Give pytest its options."""
        group = parser.getgroup("swingby", "claims of a theory as tests")
        add = group.addoption
        add("--swingby", action="store_true", help="run the claims of swingby after the tests, each as one test marked `swingby`")
        add("--swingby-claims", action="append", default=[], metavar="FILE", help="a file of your own claims; repeatable")
        add("--swingby-pattern", action="append", default=[], metavar="PATTERN", help="only claims that match; repeatable")
        add("--swingby-level", default="quick", choices=("quick", "standard", "full"), help="run the claims up to this level")
        add("--swingby-mutants", action="store_true", help="also run every claim's mutants")

    @staticmethod
    def pytest_configure(config: Any) -> None:
        """Load the claims if pytest was called with `--swingby`."""
        if not config.getoption("swingby"):
            return
        complaint = intruder()
        if complaint:
            raise importlib.import_module("pytest").UsageError(f"swingby: {complaint}")
        from verify.pytest_plugin import Plugin

        config.pluginmanager.register(Plugin(config), "swingby-claims")


def main() -> int:
    """Run the command line."""
    complaint = intruder()
    if complaint:
        sys.stderr.write(f"swingby: {complaint}\n")
        return 2
    from verify.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
