"""A checkout of a few lines, with a claim or a test for some of them, and `swingby mutate` on it in a process of its own.

`python -m tests.verify.mutation.example ROOT ARGUMENTS` runs it.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[3]

FILES = {
    "swingby.py": "class Pytest:\n    pass\n",
    "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--import-mode=importlib'\n",
    "theory/__init__.py": "",
    "verify/__init__.py": "",
    "numerics/__init__.py": "",
    "numerics/shapes.py": '''"""Shapes."""

from __future__ import annotations

#: How many sides a square has.
SIDES = 4


def area(a: float, b: float) -> float:
    """Return a * b."""
    return a * b


def perimeter(a: float) -> float:
    """Return 4 a, 4 of `SIDES`."""
    return SIDES * a


def longer(a: float) -> float:
    """Return a + 1, which a claim executes and a test holds."""
    return a + 1


def unheld(a: float) -> float:
    """Return a - 1, which is executed and not looked at."""
    return a - 1


def unreached(a: float) -> float:
    """Return -a, which nothing executes."""
    return -a


def first(values: list[float]) -> float:
    """Return the only value."""
    return values[0]


def down(n: int) -> int:
    """Return 0, one step after the other."""
    while n > 0:
        n -= 1
    return n


def square(a: float) -> float:
    """Return a^2, in a roundabout way."""
    return abs(a * a)
''',
    "verify/ledger.py": '''"""Claims."""

from types import SimpleNamespace

from numerics import shapes


def looks(a):
    shapes.unheld(a), shapes.longer(a)
    return shapes.first([a]) == a and shapes.down(3) == 0


CLAIMS = {
    "shapes.area": lambda: shapes.area(2.0, 3.0) == 6.0,
    "shapes.perimeter": lambda: shapes.perimeter(2.0) == 8.0,
    "shapes.looks": lambda: looks(2.0) and shapes.longer(0.0) > -9.0,
    "shapes.square": lambda: shapes.square(-3.0) == 9.0,
    "shapes.red": lambda: False,
}


def ledger():
    return {name: SimpleNamespace(id=name, check=check) for name, check in CLAIMS.items()}
''',
    "verify/run.py": '''"""Runs them."""

from types import SimpleNamespace


def find(claims, name, mutants):
    try:
        outcome, reason = "VERIFIED" if claims[name].check() else "REFUTED", ""
    except Exception as failure:
        outcome, reason = "ERROR", repr(failure)
    return SimpleNamespace(outcome=SimpleNamespace(value=outcome), reason=reason), None


class Report:
    def __init__(self, claim, result, mutants):
        self.result = result
        self.as_expected = result.outcome.value == "VERIFIED"
''',
    "tests/numerics/test_shapes.py": """from numerics import shapes


def test_longer():
    assert shapes.longer(1.0) == 2.0


def test_area_is_called():
    shapes.area(1.0, 1.0)
""",
}
#: The claims, as the ledger of the process that runs has them.
CLAIMS = ("area", "perimeter", "looks", "square", "red")


def checkout(root: Path) -> Path:
    """Write the checkout into a folder and return it."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def command(root: Path, *arguments: object) -> list[str]:
    """Return what runs `swingby mutate ARGUMENTS` on it."""
    return [sys.executable, "-m", "tests.verify.mutation.example", str(root), *map(str, arguments)]


def call(root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run `swingby mutate ARGUMENTS` on it in a process of its own."""
    return subprocess.run(command(root, *arguments), cwd=ROOT, capture_output=True, text=True, check=False)


def run(root: Path, output: Path, *arguments: object) -> dict:
    """Return the result of such a run, with what was under way in it, and how often that was said."""
    done = call(root, "--output", output, *arguments)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(output.read_text()) | {"status": done.returncode, "said": done.stdout, "steps": done.stderr.splitlines()}


def main() -> int:
    """Run `swingby mutate` on the checkout that the command line names; what is under way goes to the standard error."""
    import verify
    from verify import cli
    from verify.claim import Level
    from verify.commands import mutate
    from verify.mutation import trial, workers

    @contextmanager
    def steps(what: str) -> Iterator[Callable[[int, int, str], None]]:
        yield lambda done, total, said: sys.stderr.write(f"{said} {done} {total}\n")

    trial.MORE, workers.WARM = 2.0, ("pytest",)
    verify.__file__ = str(Path(sys.argv[1], "verify", "__init__.py"))
    claims = {f"shapes.{name}": SimpleNamespace(id=f"shapes.{name}", level=Level.QUICK, needs=()) for name in CLAIMS}
    mutate.read_claims, mutate.counted = lambda files: SimpleNamespace(claims=claims), steps  # type: ignore[attr-defined]
    return cli.main(["mutate", *sys.argv[2:]])


if __name__ == "__main__":
    sys.exit(main())
