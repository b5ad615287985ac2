"""Run a notebook's cells in order, without a kernel, and hold on to what they show.

`PYTHONPATH=. python tests/notebooks.py FILE` writes what the cells show into the file, as running it in Jupyter would.
"""

import ast
import json
import sys
from pathlib import Path

from verify.render.notebook import PAGES, page


def run(path):
    """Return the notebook with the outputs of its code cells."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    names = {"__name__": "__main__"}
    count = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        count += 1
        value = _execute("".join(cell["source"]), names, f"{path.name}, cell {count}")
        cell["execution_count"] = count
        cell["outputs"] = [] if value is None else [_output(value, count)]
    return notebook


def _execute(source, names, place):
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, place, "exec"), names)  # noqa: S102 (running the cells is what it is for)
    return None if last is None else eval(compile(ast.Expression(last.value), place, "eval"), names)  # noqa: S307


def _output(value, count):
    if (type(value).__module__, type(value).__name__) in PAGES:
        kind, shown = "text/markdown", page(value)
    else:
        kind, shown = ("text/latex", value._repr_latex_()) if hasattr(value, "_repr_latex_") else ("text/plain", repr(value))
    return {
        "data": {kind: shown.splitlines(keepends=True)},
        "execution_count": count,
        "metadata": {},
        "output_type": "execute_result",
    }


def text(notebook):
    """Return a notebook as the text of its file."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        Path(name).write_text(text(run(Path(name))), encoding="utf-8")
