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

if TYPE_CHECKING:  # for type checkers and editors the same names again; a test holds the two lists together
    from theory import Domain as Domain
    from theory import Equation as Equation
    from theory import Matrices as Matrices
    from verify.api import claims as claims
    from verify.api import verify as verify
    from verify.ask import assumptions as assumptions
    from verify.ask import certify as certify
    from verify.ask import predict as predict
    from verify.ask import simulate as simulate
    from verify.claim import Claim as Claim
    from verify.claim import Evidence as Evidence
    from verify.claim import Level as Level
    from verify.claim import Outcome as Outcome
    from verify.claim import Result as Result
    from verify.compare import compare as compare
    from verify.compare import record as record
    from verify.methods import Agreement as Agreement
    from verify.methods import Bounded as Bounded
    from verify.methods import Computation as Computation
    from verify.methods import Estimate as Estimate
    from verify.methods import Everywhere as Everywhere
    from verify.methods import Identity as Identity
    from verify.methods import Order as Order
    from verify.methods import Statistical as Statistical
    from verify.methods import Twin as Twin
    from verify.methods import search as search
    from verify.run import Report as Report
    from verify.sweep import sweep as sweep

#: The public names by the module in which they live.
PUBLIC = {
    "theory": ("Domain", "Equation", "Matrices"),
    "verify.api": ("claims", "verify"),
    "verify.ask": ("assumptions", "certify", "predict", "simulate"),
    "verify.claim": ("Claim", "Evidence", "Level", "Outcome", "Result"),
    "verify.compare": ("compare", "record"),
    "verify.methods": (
        "Agreement",
        "Bounded",
        "Computation",
        "Estimate",
        "Everywhere",
        "Identity",
        "Order",
        "Statistical",
        "Twin",
        "search",
    ),
    "verify.run": ("Report",),
    "verify.sweep": ("sweep",),
}
HOMES = {name: module for module, names in PUBLIC.items() for name in names}
if not TYPE_CHECKING:
    __all__ = [*HOMES]
#: The folders that install beside this file, under their own names.
FOLDERS = ("theory", "numerics", "verify")


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'swingby' has no attribute {name!r}")
    if complaint := intruder():
        raise ImportError(complaint)
    return getattr(importlib.import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES})


def show_in_notebook() -> None:
    """Have a shell of IPython, if this is one, show claims and results as Markdown."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None and hasattr(ipython, "get_ipython") else None
    if getattr(shell, "display_formatter", None) is not None and not intruder():
        importlib.import_module("verify.render.notebook").register(shell)


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
        if complaint := intruder():
            raise importlib.import_module("pytest").UsageError(f"swingby: {complaint}")
        from verify.pytest_plugin import Plugin

        config.pluginmanager.register(Plugin(config), "swingby-claims")


def main() -> int:
    """Run the command line."""
    if complaint := intruder():
        sys.stderr.write(f"swingby: {complaint}\n")
        return 2
    from verify import leaving

    try:
        leaving.heed()
        from verify.cli import main as command_line

        status = command_line()
    except KeyboardInterrupt:  # before there was a command, or after
        leaving.left()
    if status:  # what a file of claims registered for the end of the process cannot make a red run green
        leaving.end(status)
    return status


show_in_notebook()
if __name__ == "__main__":
    sys.exit(main())
