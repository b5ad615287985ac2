"""Text for people: with colours on a terminal, without trailing blanks in a file or a pipe."""

from __future__ import annotations

import io
import re
import sys
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

#: The width of a file or a pipe: longer than any line that is told.
UNWRAPPED = 100_000
#: No table is wider.
WIDEST = 1000


class Trimmed(io.TextIOBase):
    """Passes text on to standard output without the blanks before each end of a line."""

    def write(self, text: str) -> int:
        """Write text, its lines without trailing blanks."""
        sys.stdout.write(re.sub(r"[ \t]+(?=\n)", "", text))
        return len(text)

    def flush(self) -> None:
        """Flush standard output."""
        sys.stdout.flush()


def console(**options: Any) -> Console:
    """Return a console on standard output; what goes to a file or a pipe is wrapped by nobody."""
    if sys.stdout.isatty():
        return Console(**options)
    return Console(file=Trimmed(), **{"width": UNWRAPPED} | options)  # type: ignore[arg-type]


def print_whole(target: Console, table: Table) -> None:
    """Print a table as wide as it is, whatever the width of the terminal: a figure that is cut says something else."""
    widest = table.__rich_measure__(target, target.options.update(max_width=WIDEST)).maximum
    lines = target.render_lines(table, target.options.update(width=widest), pad=False)
    target.print(*(Text.assemble(*((part.text, part.style or "") for part in line)) for line in lines), sep="\n", soft_wrap=True)
