"""Claims, results and lists of them show themselves in a notebook as Markdown: words as they are, mathematics as LaTeX."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

import swingby
from verify.render.notebook import PAGES, page

spec = importlib.util.spec_from_file_location("nasty", Path(__file__).with_name("nasty.py"))
nasty = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nasty)
ROOT = Path(__file__).parents[3]
LEDGER = swingby.claims()
RUN = swingby.verify("clocks.code_step")
#: Markup, unless a backslash stands before it.
BARE = re.compile(r"(?<!\\)(?:\\\\)*[`_|\[\]$~@]")

SHOWN = {
    "claim": LEDGER["two_layer.entry_form"],
    "ledger": LEDGER,
    "report": RUN[0],
    "result": RUN[0].result,
    "reports": RUN,
    "nasty claim": nasty.REPORTS[0].claim,
    "nasty report": nasty.REPORTS[1],
    "nasty result": nasty.REPORTS[2].result,
    "nasty reports": nasty.RUN,
}


@pytest.mark.parametrize("value", SHOWN.values(), ids=SHOWN)
def test_each_has_a_page(value):
    assert page(value).endswith("\n")
    assert not page(value).endswith("\n\n")


@pytest.mark.parametrize("name", ["nasty claim", "nasty report", "nasty result"])
def test_words_are_shown_as_they_are(name):
    for line in page(SHOWN[name]).splitlines():
        assert not BARE.search(line), line
        assert not re.search(r"<(?!br>)", line), line


def test_what_the_kernel_knows_is_said_as_everywhere():
    assert "- evidence: exact, kernel\\-checked\n- kernel: kernel\\-checked\\: the claim itself" in page(
        LEDGER["clocks.tied_factor"]
    )
    assert "- kernel: not exported\\: a computation without an equation" in page(LEDGER["biased.rates"])
    assert "| exact, kernel\\-checked | VERIFIED | clocks\\.tied\\_factor |" in page(LEDGER)


def test_mathematics_is_latex():
    claim = LEDGER["two_layer.entry_form"]
    (equation, *_) = claim.equations()
    assert f"$$\n{equation.latex}\n$$" in page(claim)
    assert equation._repr_latex_() == f"$\\displaystyle {equation.latex}$"


def test_a_run_counts_all_outcomes_and_tells_what_is_wrong_and_what_is_skipped():
    text = page(SHOWN["nasty reports"])
    assert text.startswith("5 claims: 2 VERIFIED, 2 REFUTED, 0 UNDECIDED, 0 VACUOUS, 1 ERROR, 1 skipped. 3 not as expected.\n")
    for part in ("### ❌ nasty\\.refuted", "- expected VERIFIED, came out REFUTED", "- mutants that survived\\: ", "### Skipped"):
        assert part in text
    assert not SHOWN["nasty reports"].as_expected
    assert RUN.as_expected


def test_a_report_tells_its_mutants():
    assert "- mutants killed: 1 of 2" in page(nasty.REPORTS[3])
    assert "- evidence: numerical" in page(nasty.REPORTS[3])


def test_other_values_have_no_page():
    with pytest.raises(TypeError, match="value must be a claim, a result, a report or a list of them, got int"):
        page(3)


def test_the_named_classes_exist():
    assert {(type(value).__module__, type(value).__name__) for value in SHOWN.values()} == set(PAGES)


def in_ipython(setting):
    """Return what a session prints that has a shell of IPython, or a stand-in for one."""
    code = f"""
import sys, types
{setting}
import swingby
light = not {{"sympy", "numpy", "verify.render.markdown"}} & set(sys.modules)
report = swingby.verify("clocks.code_step")[0]
print(light, *sorted(shown(report)))
"""
    call = [sys.executable, "-c", code]
    return subprocess.run(call, capture_output=True, text=True, check=False, cwd=ROOT)


STAND_IN = """
class Formatter:
    def __init__(self): self.known = {}
    def for_type_by_name(self, module, name, function): self.known[module, name] = function
formatter = Formatter()
shell = types.SimpleNamespace(display_formatter=types.SimpleNamespace(formatters={"text/markdown": formatter}))
sys.modules["IPython"] = types.SimpleNamespace(get_ipython=lambda: shell)
def shown(value):
    function = formatter.known[type(value).__module__, type(value).__name__]
    return ["text/markdown"] if "clocks" in function(value) else []
"""
REAL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
def shown(value):
    data, _ = shell.display_formatter.format(value)
    return [kind for kind in data if kind != "text/plain"]
"""


def test_a_shell_is_told_when_swingby_is_imported_and_nothing_heavy_is_loaded():
    done = in_ipython(STAND_IN)
    assert done.stdout == "True text/markdown\n", done.stderr


@pytest.mark.skipif(importlib.util.find_spec("IPython") is None, reason="needs IPython")
def test_ipython_shows_them(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    done = in_ipython(REAL)
    assert done.stdout == "True text/markdown\n", done.stderr
