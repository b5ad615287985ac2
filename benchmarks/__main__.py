"""Run the benchmarks and write their table into benchmarks/README.md: `python -m benchmarks [SUBJECT]...`.

With subjects named, the table is printed and the README left as it is.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: small matrices, and one thread on either side

import importlib
import pkgutil
import platform
import sys
from pathlib import Path

import benchmarks
from benchmarks.table import Row, markdown
from numerics.ensemble import cores

README = Path(__file__).with_name("README.md")
START, END = "<!-- table -->", "<!-- end of table -->"


def subjects() -> dict[str, object]:
    """Return the modules of the package that have rows, by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(benchmarks.__path__) if not info.name.startswith("__"))
    modules = {name: importlib.import_module(f"benchmarks.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "rows")}


def main(chosen: list[str]) -> int:
    known = subjects()
    unknown = [name for name in chosen if name not in known]
    if unknown:
        sys.stderr.write(f"benchmarks: SUBJECT must be one of {', '.join(known)}, got {unknown[0]!r}\n")
        return 2
    found: list[Row] = []
    for name in chosen or known:
        sys.stderr.write(f"{name} ...\n")
        found += known[name].rows()  # type: ignore[attr-defined]
    table = markdown(found)
    print(table)
    if not chosen:
        machine = f"Python {platform.python_version()}, {cores()} cores, one thread of BLAS; the least of several runs."
        before, _, rest = README.read_text(encoding="utf-8").partition(START)
        README.write_text(f"{before}{START}\n{table}\n\n{machine}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
