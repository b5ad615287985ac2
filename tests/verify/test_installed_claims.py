"""Installed packages add claims by an entry point; a broken one is one line that names it."""

import pytest

from verify.ledger import LedgerError, ledger, read

GOOD = """
from swingby import Claim, Computation, Evidence, Outcome, Result
METHOD = Computation(lambda rng: Result(Outcome.VERIFIED, 1), Evidence.EXACT, "Given.", "Anything.")
MINE = Claim("{name}", "It holds.", "new", METHOD)
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return a function that puts a package with an entry point on the search path."""

    def put(module, text, value=None):
        folder = tmp_path / module
        info = folder / f"{module}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[swingby.claims]\n{module} = {value or module}\n")
        (folder / f"{module}.py").write_text(text)
        monkeypatch.syspath_prepend(str(folder))

    return put


def test_claims_of_a_package_are_in_the_ledger(install):
    install("swingby_extra_good", GOOD.format(name="extra.mine"))
    assert ledger()["extra.mine"].title == "It holds."
    assert list(ledger())[-1] == "extra.mine"


@pytest.mark.parametrize(
    ("module", "text", "value", "words"),
    [
        ("swingby_extra_exits", "raise SystemExit(0)", None, "does not load: SystemExit: 0"),
        ("swingby_extra_leaves", "import os; os._exit(0)", None, "does not load: SystemExit: os._exit(0)"),
        ("swingby_extra_raises", "raise RuntimeError('no\\nluck')", None, "does not load: RuntimeError: no luck"),
        ("swingby_extra_syntax", "def (", None, "does not load: SyntaxError"),
        ("swingby_extra_missing", "", "swingby_extra_nowhere", "does not load: ModuleNotFoundError"),
        ("swingby_extra_empty", "x = 1", None, "must be a module that names a Claim"),
        ("swingby_extra_value", "x = 1", "swingby_extra_value:x", "must be a module that names a Claim"),
    ],
)
def test_a_broken_package_is_one_line_that_names_it(install, module, text, value, words):
    install(module, text, value)
    with pytest.raises(LedgerError) as caught:
        ledger()
    assert str(caught.value).startswith(f"entry point {module} = {value or module} of {module} {words}")
    assert "\n" not in str(caught.value)


def test_a_broken_package_leaves_the_others(install):
    install("swingby_extra_interrupts", "raise KeyboardInterrupt")
    install("swingby_extra_whole", GOOD.format(name="extra.whole"))
    loaded = read()
    assert "extra.whole" in loaded.claims
    assert [fault.reason for fault in loaded.unloaded] == ["does not load: KeyboardInterrupt"]


def test_a_clash_names_the_second_module(install):
    install("swingby_extra_clash", GOOD.format(name="two_layer.gradient"))
    with pytest.raises(LedgerError, match=r"two_layer\.gradient is used twice, the second time in swingby_extra_clash"):
        ledger()
