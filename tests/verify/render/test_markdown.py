"""The Markdown summary names what is wrong, and no words of a claim become markup."""

import importlib.util
import re
from dataclasses import replace
from pathlib import Path

import pytest

from verify.baseline import Drift, Kind
from verify.claim import Outcome, Result
from verify.render.markdown import escape, markdown, prose
from verify.run import Report, Reports

spec = importlib.util.spec_from_file_location("nasty", Path(__file__).with_name("nasty.py"))
nasty = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nasty)
#: Markup, unless a backslash stands before it.
BARE = re.compile(r"(?<!\\)(?:\\\\)*[`*_|\[\]$~@]")


@pytest.mark.parametrize("character", list("\\`*_{}[]()#+-.!|~$@:=^"))
def test_markup_is_escaped(character):
    assert escape(f"a{character}b") == f"a\\{character}b"


def test_tags_and_entities_are_escaped():
    assert escape("<b> & &amp; >") == "&lt;b&gt; &amp; &amp;amp; &gt;"
    assert escape("two\nlines") == "two lines"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"For $d = 2$, *every* $w_{ij}$.", r"For $d = 2$, \*every\* $w_{ij}$\."),
        (r"$0 < |x| \le 1$ and \$5", r"$0 \lt \vert x\vert \le 1$ and \$5"),
        (r"$\mathbf{1}\{i \ne j\}\,W^*$", r"$\mathbf{1}\lbrace i \ne j\rbrace \thinspace W^\ast$"),
        ("an open $x", r"an open \$x"),
    ],
)
def test_mathematics_stays_mathematics_and_is_no_markup(text, shown):
    assert prose(text) == shown


def test_nothing_of_a_claim_is_markup():
    for line in markdown(nasty.RUN).splitlines():
        words = re.sub(r"^\| | \|$| \| |\|:?-.*", "", line) if line.startswith("|") else line
        assert not BARE.search(words), line
        assert not re.search(r"<(?!/?details>|/?summary>)", line)


def test_tables_have_as_many_cells_everywhere():
    for line in markdown(nasty.RUN).splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (6, 8)


def test_what_is_wrong_is_named():
    text = markdown(nasty.RUN, [Drift("my.gone", Kind.VANISHED, "was: it"), Drift("my.new", Kind.NEW, "x")])
    head = text.splitlines()[0]
    assert head == "## ❌ swingby: 5 claims, 3 not as expected, 1 drifted from the baseline"
    for name in ("refuted", "crashed", "survived"):
        assert f"### ❌ nasty\\.{name}" in text
    assert "### ❌ nasty\\.known" not in text
    assert "- expected VERIFIED, came out REFUTED" in text
    assert "- my\\.gone: vanished, was\\: it" in text
    assert "- my\\.new: new, x" in text


def test_a_green_run_is_green():
    assert markdown(Reports(nasty.REPORTS[:1])).startswith("## ✅ swingby: 1 claim, all as expected\n")
    assert "1.2" not in markdown(nasty.RUN)  # no seconds


def test_files_that_cannot_be_used_and_what_rests_on_red_are_named():
    text = markdown(nasty.SHAKEN)
    assert text.startswith("## ❌ swingby: 5 claims, 4 not as expected")
    assert f"### ❌ {escape(nasty.LOST.name)}\n\n- ERROR: {escape(nasty.LOST.reason)}\n" in text
    said = "rests on what is not as expected: nasty.crashed, nasty.refuted"
    assert f"### Rests on red\n\n- nasty\\.good {escape(said)}\n" in text
    assert "Rests on red" not in markdown(nasty.RUN)
    assert markdown(Reports(unloaded=[nasty.LOST])).startswith("## ❌ swingby: 0 claims, 1 not as expected")


@pytest.mark.parametrize("words", ["é" * 900, "wide " * 100])
def test_whatever_the_ledger_github_takes_it_and_what_is_left_out_is_said(words):
    claim = replace(nasty.RUN[0].claim, title=words)
    red, green = (Report(claim, Result(outcome, 1, reason=words)) for outcome in (Outcome.ERROR, claim.expected))
    drifts = [Drift("my.gone", Kind.VANISHED, words)] * 300
    few = markdown(Reports([red, green], [("my.late", words)]), drifts[:3])
    assert "Too long" not in few
    assert few.endswith("</details>\n")
    for run in (Reports([red] * 2000), Reports([green] * 4000), Reports([red, *[green] * 3000], [("my.late", words)] * 500)):
        text = markdown(run, drifts)
        assert 2**19 < len(text.encode()) <= 2**20
        assert text.startswith(f"## ❌ swingby: {len(run):,}".replace(",", ""))
        left = re.search(r"left out: (.*)\. The file of --json has them\.", text)[1]
        rows = text.partition("<details>")[2].count("\n| ")
        total = f"{len(run):,}"
        assert f"{len(run) - max(rows - 1, 0):,} of {total} of all claims" in left
        assert ("not as expected" in left) == (text.count("### ❌") < sum(not report.as_expected for report in run))


def test_one_item_that_is_too_long_is_left_out_alone():
    text = markdown(Reports(), [Drift("my.gone", Kind.VANISHED, "x" * 2**20), Drift("my.new", Kind.NEW, "y")])
    assert "left out: 1 of 1 drifted" in text
    assert "my\\.new: " in text
