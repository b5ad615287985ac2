"""The public face of swingby: the command, `python -m swingby`, and the names that users import.

>>> import swingby
>>> ledger = swingby.claims()                # every claim by its id
>>> reports = swingby.verify("two_layer")    # check some of them
>>> answer = swingby.predict((1, 1.5), (0.05, 0.05), W0)      # what is learned when, and whether the test loss rises
>>> measured = swingby.simulate((1, 1.5), (0.05, 0.05), W0)   # the same, integrated
>>> proof = swingby.certify((1, 1.5), (0.05, 0.05), W0)       # the same, proved

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
    from theory import Domain, Equation
    from verify.api import claims, verify
    from verify.ask import predict, simulate
    from verify.claim import Claim, Evidence, Level, Outcome, Result

__all__ = [
    "Claim",
    "Domain",
    "Equation",
    "Evidence",
    "Level",
    "Outcome",
    "Result",
    "certify",
    "claims",
    "predict",
    "simulate",
    "verify",
]

#: Where each public name lives.
HOMES = {
    "Claim": "verify.claim",
    "Domain": "theory",
    "Equation": "theory",
    "Evidence": "verify.claim",
    "Level": "verify.claim",
    "Outcome": "verify.claim",
    "Result": "verify.claim",
    "certify": "numerics.certificate",
    "claims": "verify.api",
    "predict": "verify.ask",
    "simulate": "verify.ask",
    "verify": "verify.api",
}
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
