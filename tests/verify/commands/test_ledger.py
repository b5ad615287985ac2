"""`list` prints one entry for every chosen claim of all levels, in the order of the ledger; `show` prints all of one claim."""

import json
import re

import pytest

from verify.claim import Level
from verify.cli import main
from verify.ledger import ledger

CLAIMS = ledger()
MINE = """
from swingby import Claim, Computation, Evidence, Level, Outcome, Result
method = Computation(lambda rng: Result(Outcome.VERIFIED, 1), Evidence.NUMERICAL, "A thing is done.", "A thing undone.")
ONE = Claim("mine.one", "My first one.", "notes", method, level=Level.FULL)
TWO = Claim("mine.two", "My other one.", "notes", method, depends_on=("mine.one",))
"""


def call(capsys, *arguments):
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture
def mine(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(MINE)
    return ["--claims", str(file)]


def test_list_names_every_claim(capsys):
    status, out, _ = call(capsys, "list")
    assert status == 0
    for identifier in CLAIMS:
        assert identifier in out


def test_list_prints_level_evidence_expected_outcome_and_statement(capsys, mine):
    status, out, _ = call(capsys, "list", "mine", *mine)
    assert status == 0
    assert [line.split(maxsplit=4) for line in out.splitlines()] == [
        ["full", "numerical", "VERIFIED", "mine.one", "My first one."],
        ["quick", "numerical", "VERIFIED", "mine.two", "My other one."],
    ]


def test_list_keeps_the_order_of_the_ledger_and_to_the_pattern(capsys):
    _, out, _ = call(capsys, "list", "swing_by", "clocks.*")
    listed = re.findall(r"^(?:quick|standard|full) +[a-z]+ +[A-Z]+ +(\S+)", out, re.MULTILINE)
    wanted = [name for name in CLAIMS if name.startswith(("swing_by.", "clocks."))]
    assert listed == wanted
    assert {CLAIMS[name].level for name in listed} > {Level.QUICK}


def test_list_as_json_says_all_and_where_it_is_written(capsys):
    assert main(["list", "clocks", "--json"]) == 0
    content = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert content["schema"] == 1
    known = {name: claim for name, claim in ledger().items() if name.startswith("clocks.")}
    assert [item["id"] for item in content["claims"]] == list(known)
    for item in content["claims"]:
        claim = known[item["id"]]
        assert (item["title"], item["expected"]) == (claim.title, claim.expected.value)
        assert (item["evidence"], item["level"]) == (claim.evidence.value, claim.level.value)
        assert (item["file"], item["line"]) == ("verify/claims/clocks.py", claim.written_at[1])
        assert item["depends_on"] == list(claim.depends_on)


def test_list_and_its_json_mark_what_the_kernel_has_checked(capsys):
    out = call(capsys, "list", "clocks")[1]
    assert re.findall(r"^quick +exact +[A-Z]+ +(\S+) +kernel-checked ", out, re.MULTILINE) == [
        "clocks.tied_as_printed",
        "clocks.tied_factor",
    ]
    told = {it["id"]: it["kernel"] for it in json.loads(call(capsys, "list", "clocks", "--json")[1])["claims"]}
    assert told == {
        "clocks.tied_as_printed": "kernel-checked",
        "clocks.tied_factor": "kernel-checked",
        "clocks.code_step": None,
        "clocks.conversion": None,
    }


def test_show_says_the_theorem_what_it_speaks_of_and_where_the_definitions_are(capsys):
    text = " ".join(call(capsys, "show", "clocks.tied_factor")[1].split())
    for part in (
        "evidence exact, kernel-checked",
        "kernel kernel-checked: the claim itself is a theorem from definitions",
        "theorem Theorem tied_factor (d m : nat)",
        "checked by `swingby proofs DIR clocks.tied_factor --check`",
        "tied_loss, V, descends; for Coq and in words on the page of `swingby report`",
    ):
        assert part in text
    text = " ".join(call(capsys, "show", "clocks.code_step")[1].split())
    assert "kernel algebra re-checked: every equation of it is a theorem, with the derivatives that stand in it" in text
    assert "definitions" not in text


def test_show_tells_all(capsys):
    status, out, _ = call(capsys, "show", "two_layer.entry_form")
    assert status == 0
    text = " ".join(out.split())
    for part in ("For d = 2 … 6", "Eq. (4.3)", "theory/two_layer.py:", "exact", "falsified by", r"w_{ij} (a_i + a_j)"):
        assert part in text


def test_show_reads_a_file_of_ones_own(capsys, mine):
    status, out, _ = call(capsys, "show", "mine.two", *mine)
    assert status == 0
    assert out.startswith("mine.two\nMy other one.\n")
    rows = dict(re.findall(r"^(\w+(?: \w+)?)  +(.+)$", out, re.MULTILINE))
    for name, value in {"check": "A thing is done.", "falsified by": "A thing undone.", "rests on": "mine.one"}.items():
        assert rows[name] == value
    assert "corrects" not in rows


@pytest.mark.parametrize(
    ("identifier", "words"),
    [("two_layer", "whole id of one claim, got 'two_layer'; swingby list two_layer"), ("nothing", "no claim matches 'nothing'")],
)
def test_show_wants_one_whole_id(capsys, identifier, words):
    status, out, err = call(capsys, "show", identifier)
    assert (status, out) == (2, "")
    assert words in err


def test_a_file_that_cannot_be_used_is_said_after_all_others(capsys, tmp_path):
    (tmp_path / "mine.py").write_text(MINE)
    (tmp_path / "broken.py").write_text("raise SystemExit(0)")
    files = ["--claims", str(tmp_path / "broken.py"), "--claims", str(tmp_path / "mine.py")]
    for arguments, words in (
        (["list", "mine"], "My other one."),
        (["show", "mine.one"], "A thing is done."),
        (["show", "no.one"], ""),
    ):
        status, out, err = call(capsys, *arguments, *files)
        assert (status, err) == (2, f"swingby: claims file {tmp_path / 'broken.py'} does not run: SystemExit: 0\n")
        assert words in out


def test_a_claim_that_cannot_be_shown_whole_is_red(capsys, tmp_path):
    leaving = 'import sys\nTHREE = Claim("mine.three", "A third.", "notes", method, lambda: sys.exit(0))\n'
    (tmp_path / "mine.py").write_text(MINE + leaving)
    status, out, _ = call(capsys, "show", "mine.three", "--claims", str(tmp_path / "mine.py"))
    assert status == 1
    assert "equations: ERROR, SystemExit: 0" in out


def test_a_wrong_name_of_code_is_one_line(capsys, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(
        "from swingby import Claim, Identity\nC = Claim('my.own', 'T.', 's', Identity(), code=('numerics.nowhere.f',))\n"
    )
    assert main(["show", "my.own", "--claims", str(file)]) == 2
    assert capsys.readouterr().err == "swingby: code of my.own must name a function that exists, got numerics.nowhere.f\n"
