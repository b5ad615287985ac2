"""The arrows between modules run one way: no circles, no meeting of theory and numerics, no room without walls, no crowd.

An arrow is an import at the head of a module or within a function: both are needed for the code to run. An import under
TYPE_CHECKING is an arrow too, unless the module only names types by it: all names it brings are used in annotations alone.
That a module stands in a package is no arrow to it.
"""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("theory", "numerics", "verify")
#: The room that proves a certificate again shares nothing with those that proved it.
WALLED = "numerics.integers"
#: What each room may import besides itself, as CONTRIBUTING says; `numerics` and `verify` are the files that stand in them.
NUMBERS = tuple(
    f"numerics.{name}"
    for name in (
        "task",
        "closed_form",
        "flow",
        "model",
        "enclosure",
        "certificate",
        "networks",
        "diffusion",
        "sweep",
        "training_log",
    )
)
THEORY = ("theory", "theory.algebra", "theory.appendix_d")
ROOMS = {
    "theory": ("theory.algebra",),
    "theory.appendix_d": ("theory", "theory.algebra"),
    "theory.algebra": (),
    "numerics": ("numerics.task", "numerics.closed_form", "numerics.flow", "numerics.model"),
    "numerics.task": (),
    "numerics.closed_form": ("numerics.task",),
    "numerics.flow": ("numerics.task",),
    "numerics.model": ("numerics.task", "numerics.closed_form", "numerics.flow"),
    "numerics.enclosure": (),
    "numerics.integers": (),
    "numerics.certificate": ("numerics.task", "numerics.enclosure", "numerics.integers", "numerics"),
    "numerics.diffusion": ("numerics.task", "numerics"),
    "numerics.sweep": ("numerics.task", "numerics.flow", "numerics"),
    "numerics.networks": ("numerics.task", "numerics.closed_form", "numerics.flow", "numerics"),
    "numerics.training_log": (
        "numerics.task",
        "numerics.closed_form",
        "numerics.flow",
        "numerics.model",
        "numerics.networks",
        "numerics",
    ),
    "verify": (
        "theory.algebra",
        "verify.algebra",
        "numerics",
        "numerics.certificate",
        "numerics.sweep",
        "numerics.training_log",
        "verify.claims",
        "verify.commands",
        "verify.render",
    ),
    "verify.algebra": ("theory.algebra",),
    "verify.methods": ("verify", "verify.algebra", "theory.algebra", "numerics", "numerics.task", "numerics.flow"),
    "verify.claims": ("verify", "verify.methods", "verify.algebra", *THEORY, "numerics", *NUMBERS, WALLED),
    "verify.manuscript": ("verify", "verify.algebra", "verify.methods", "theory.algebra"),
    "verify.render": ("verify", "verify.claims", "verify.manuscript", "verify.proofs", *THEORY[1:], "numerics", *NUMBERS),
    "verify.proofs": ("verify", "verify.algebra", "verify.methods", "theory.algebra"),
    "verify.mutation": ("verify", "numerics"),
    "verify.commands": ("verify", "verify.render", "verify.manuscript", "verify.mutation", "verify.proofs", "numerics", *NUMBERS),
    "verify.skeleton": (),
}
#: Files in the fullest folder.
CROWD = 22
#: Files of claims that are not in a room of their subject.
CLAIMS = 16


@cache
def modules() -> dict[str, Path]:
    """Return our modules by their dotted names."""
    found = [ROOT / "swingby.py", *(path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py")))]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in found}


def targets(node: ast.Import | ast.ImportFrom) -> dict[str, set[str]]:
    """Return our modules that an import loads, each with the names by which they or parts of them are known after it."""
    found: dict[str, set[str]] = {}
    if isinstance(node, ast.Import):
        named = [(alias.name, alias.asname or alias.name.split(".")[0]) for alias in node.names]
    else:
        whole = [(f"{node.module}.{alias.name}", alias.asname or alias.name) for alias in node.names]
        named = [(module if module in modules() else str(node.module), name) for module, name in whole]
    for module, name in named:
        if module in modules():
            found.setdefault(module, set()).add(name)
    return found


class Arrows(ast.NodeVisitor):
    """Collects the imports of a module, and which names are used otherwise than in annotations."""

    def __init__(self) -> None:
        self.run: set[str] = set()
        self.typed: dict[str, set[str]] = {}
        self.used: set[str] = set()
        self.typing = False

    def visit_If(self, node: ast.If) -> None:
        """Look into a block under TYPE_CHECKING, knowing that it is one."""
        is_block = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        self.typing, before = is_block or self.typing, self.typing
        for child in node.body:
            self.visit(child)
        self.typing = before
        for child in (node.test, *node.orelse):
            self.visit(child)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Note an import."""
        for module, names in targets(node).items():
            if self.typing:
                self.typed.setdefault(module, set()).update(names)
            else:
                self.run.add(module)

    visit_ImportFrom = visit_Import  # noqa: N815

    def visit_arg(self, node: ast.arg) -> None:
        """Pass over the annotation of an argument."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Pass over the annotation of a variable."""
        for child in (node.target, node.value):
            if child is not None:
                self.visit(child)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Pass over the annotation of what a function returns."""
        for child in (*node.decorator_list, node.args, *node.body):
            self.visit(child)

    def visit_Name(self, node: ast.Name) -> None:
        """Note the use of a name."""
        self.used.add(node.id)


@cache
def arrows() -> dict[str, frozenset[str]]:
    """Return for each of our modules those it imports."""
    found = {}
    for name, path in modules().items():
        seen = Arrows()
        seen.visit(ast.parse(path.read_text(encoding="utf-8")))
        needed = {module for module, names in seen.typed.items() if names & seen.used}
        found[name] = frozenset((seen.run | needed) - {name})
    return found


def circles(graph: dict[str, frozenset[str]]) -> list[set[str]]:
    """Return the sets of modules each of which leads to all others of its set."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            fresh = set(graph.get(waiting.pop(), ())) - seen
            seen |= fresh
            waiting += fresh
        return seen

    beyond = {name: reached(name) for name in graph}
    loops = {frozenset(other for other in beyond[name] if name in beyond[other]) for name in graph if name in beyond[name]}
    return sorted((set(loop) for loop in loops), key=sorted)


def room(module: str, name: str) -> bool:
    return module == name or module.startswith(f"{name}.")


def home(module: str) -> str:
    """Return the room of a module: the longest name in the table that begins its own."""
    return max((name for name in ROOMS if room(module, name)), key=len, default="")


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"a"}, "c": {"a"}}, [{"a", "b"}]),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"e"}, "e": {"d"}}, [{"a", "b", "c"}, {"d", "e"}]),
    ],
)
def test_circles_are_found(graph, found):
    assert circles(graph) == found


def test_imports_are_found():
    assert "verify.ledger" in arrows()["verify.commands.running"]  # within functions
    assert "verify.run" in arrows()["verify.api"]
    assert "verify.render" not in arrows()["verify.claim"]
    assert len(modules()) > 150


def test_imports_for_types_alone_are_no_arrows():
    seen = Arrows()
    seen.visit(
        ast.parse(
            "if TYPE_CHECKING:\n    from verify.claim import Claim, Level\n    from verify.run import Report\n"
            "def f(x: Claim) -> Claim:\n    y: Level = x\n    return y\nALIAS = list[Report]\n"
        )
    )
    assert {module for module, names in seen.typed.items() if names & seen.used} == {"verify.run"}
    assert seen.run == set()


def test_there_is_no_circle():
    assert circles(arrows()) == []


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_imports_what_the_table_says(name):
    inside = [module for module in modules() if home(module) == name]
    assert inside, name
    met = {home(other) for module in inside for other in arrows()[module] if home(other)}
    assert met - {name} <= set(ROOMS[name]), name


def test_the_contributors_table_names_every_room():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in ROOMS if f"| `{name}` |" not in text] == []


def test_theory_and_numerics_never_meet():
    for module, others in arrows().items():
        for one, other in (("theory", "numerics"), ("numerics", "theory")):
            if room(module, one):
                assert not [name for name in others if room(name, other)], module


@pytest.mark.parametrize("layer", ["theory", "numerics"])
def test_nothing_flows_back_into_a_layer(layer):
    for module, others in arrows().items():
        if room(module, layer):
            assert not [name for name in others if not room(name, layer)], module


def test_the_core_knows_no_output_format():
    faces = {"verify.cli", "verify.pytest_plugin", "verify.answers", "verify.compare"}  # an answer shows itself in a notebook
    rooms = ("verify.render", "verify.commands")
    for module in modules():
        is_core = module.startswith("verify.") and (module.count(".") == 1 or room(module, "verify.methods"))
        if is_core and module not in (*faces, *rooms):
            assert not [name for name in arrows()[module] if any(room(name, other) for other in rooms)], module


def test_the_second_proof_shares_nothing_with_the_first():
    inside = [module for module in modules() if room(module, WALLED)]
    assert inside, f"{WALLED} is the room of the second proof"
    for module in inside:
        assert not [name for name in arrows()[module] if not room(name, WALLED)], module


def test_no_folder_is_a_crowd():
    counts = Counter(path.parent.relative_to(ROOT).as_posix() for path in modules().values() if path.name != "__init__.py")
    assert {folder: number for folder, number in counts.items() if number > CROWD} == {}
    assert counts["verify/claims"] <= CLAIMS
