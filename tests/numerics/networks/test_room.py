"""Proposition: networks are trained without anything that proves or predicts: only arrays, the task and what iterates it."""

import ast
from pathlib import Path

import numerics.networks

ROOM = Path(numerics.networks.__file__).parent
#: What every file may import from elsewhere in `numerics`, by last name.
SHARED = {"arrays", "identity_mapping", "ensemble", "store", "task", "field", "loss", "clock", "iterate"}
#: What trainings are compared with.
COMPARED = {"budget": {"flow", "integrate", "stages"}}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("numerics"):
            names |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "numerics" else {node.module}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names if alias.name.startswith("numerics")}
    return {name for name in names if not name.startswith("numerics.networks")}


def test_the_room_imports_what_its_head_says():
    paths = sorted(ROOM.glob("*.py"))
    assert len(paths) > 10
    for path in paths:
        allowed = SHARED | COMPARED.get(path.stem, set())
        assert {name.rpartition(".")[2] for name in imported(path)} <= allowed, path.name


def test_every_module_has_its_test():
    here = {path.stem for path in Path(__file__).parent.glob("test_*.py")} - {"test_plain"}  # the oracle's own
    assert {f"test_{path.stem}" for path in ROOM.glob("*.py") if path.stem != "__init__"} | {"test_room"} == here
