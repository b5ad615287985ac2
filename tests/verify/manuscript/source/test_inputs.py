r"""Proposition: the files of a manuscript are read as TeX does, remarks name file and line, and a stale fragment is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from verify.claim import Claim
from verify.ledger import ledger
from verify.manuscript.equations import Find, finder, fragment
from verify.manuscript.paper import check
from verify.manuscript.source.inputs import joined
from verify.manuscript.source.source import read
from verify.verdicts import Verdict

ID = "two_layer.entry_form"
BLOCK = f"% swingby: {ID}\n$\\dot w_{{ij}} = a_i$\n% swingby: end\n"


@cache
def some() -> dict[str, Claim]:
    return {name: claim for name, claim in ledger().items() if name in {ID, "clocks.tied_as_printed"}}


@cache
def known() -> Find:
    return finder(some())


def remarks(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    verdicts = {name: Verdict(claim.expected, claim.expected, claim.evidence) for name, claim in some().items()}
    found = check(read(joined(folder / "main.tex")), some(), known(), verdicts).remarks
    prefix = str(folder) + "/"
    return [": ".join(str(remark).removeprefix(prefix).split(": ")[:2]) for remark in found]


@pytest.mark.parametrize(
    "command", [r"\input{a/b}", r"\input{a/b.tex}", r"\include{a/b}", r"\subfile{a/b}", r"\input a/b ", r"\import{a/}{b}"]
)
def test_a_remark_names_file_and_line(tmp_path: Path, command: str) -> None:
    files = {"main.tex": f"one\ntwo {command} three\n{BLOCK}", "a/b.tex": f"\n{BLOCK}"}
    assert remarks(tmp_path, files) == ["a/b.tex:3: error", "main.tex:4: error"]


def test_a_subfile_is_read_without_its_preamble(tmp_path: Path) -> None:
    inside = f"\\documentclass[main]{{subfiles}}\n\\newcommand{{\\w}}{{a}}\n\\begin{{document}}\n{BLOCK}\\end{{document}}\n"
    files = {"main.tex": f"\\newcommand{{\\w}}{{w}}\n\\subfile{{s}}\n{BLOCK}", "s.tex": inside}
    assert remarks(tmp_path, files) == ["s.tex:5: error", "main.tex:4: error"]


def test_each_file_is_read_once_and_a_cycle_ends(tmp_path: Path) -> None:
    files = {
        "main.tex": "\\input{a}\\input{a}\\input{main}",
        "a.tex": f"\\input{{b}}\n{BLOCK}",
        "b.tex": "\\input{a}\\input{main}",
    }
    assert remarks(tmp_path, files) == ["a.tex:3: error"]


def test_a_file_that_is_not_there_is_not_checked(tmp_path: Path) -> None:
    files = {"main.tex": "\\input{a}", "a.tex": "x\n\\input{none} \\input{\\jobname} \\input{binary}\n"}
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    assert remarks(tmp_path, files) == ["a.tex:2: not checked"] * 3


def test_a_file_whose_name_is_made_by_a_macro_is_not_checked(tmp_path: Path) -> None:
    text = "\\newcommand{\\w}{w}\\input{a}\n\\newcommand{\\part}[1]{\\input{#1}}\n"
    assert remarks(tmp_path, {"main.tex": text, "a.tex": BLOCK}) == ["a.tex:2: error", "main.tex:2: not checked"]


def test_macros_of_a_package_beside_the_manuscript_are_known(tmp_path: Path) -> None:
    main = f"\\usepackage[x]{{amsmath, own}}\n% swingby: {ID}\n$\\dot w_{{ij}} = V(\\mu)_{{ij}}$\n% swingby: end\n"
    assert remarks(tmp_path, {"main.tex": main, "own.sty": "\\renewcommand{\\mu}{W}"}) == []
    assert remarks(tmp_path, {"main.tex": main, "own.sty": "\\renewcommand{\\mu}{A}"}) == ["main.tex:3: error"]


def test_hidden_commands_are_not_followed(tmp_path: Path) -> None:
    hidden = "% \\input{none}\n\\verb|\\input{none}|\\begin{verbatim}\\input{none}\\end{verbatim}\\iffalse\\input{none}\\fi\n"
    assert (
        remarks(tmp_path, {"main.tex": hidden + "\\input{a}\\end{document}\\input{none}", "a.tex": "\\endinput \\input{none}"})
        == []
    )


def test_marks_symbols_and_macros_reach_over_files(tmp_path: Path) -> None:
    files = {
        "main.tex": f"\\input{{macros}}\n% swingby: symbols M = w\n% swingby: {ID}\n\\input{{b}}\n% swingby: end\n",
        "macros.tex": "\\newcommand{\\M}{M}",
        "b.tex": "\n$\\dot \\M_{ij}\n = a_i$",
    }
    assert remarks(tmp_path, files) == ["b.tex:3: error"]


def test_a_fragment_is_compared_with_the_equation_as_it_is_now(tmp_path: Path) -> None:
    entry = known()(ID)
    assert entry is not None
    now = fragment(entry)
    main = f"\\begin{{equation}}\\input{{equations/{ID}}}\\end{{equation}}\n"
    name = f"equations/{ID}.tex"
    assert remarks(tmp_path, {"main.tex": main, name: now}) == []
    assert remarks(tmp_path, {"main.tex": main, name: now.replace("(3 a_i + a_j)", "(a_j + 3 a_i)")}) == []
    stale = now.replace("\n- \\tfrac{1}{2} \\sum", "\n+ \\tfrac{1}{2} \\sum")
    assert stale != now
    assert remarks(tmp_path, {"main.tex": main, name: stale}) == [
        f"{name}:{stale[: stale.index('+ ' + chr(92) + 'tfrac')].count(chr(10)) + 1}: error"
    ]
    assert remarks(tmp_path, {"main.tex": main, name: "nothing of it\n"}) == [f"{name}:1: error"]
    inside = f"% swingby: {ID}\n{main}% swingby: end\n"
    assert remarks(tmp_path, {"main.tex": inside, name: now}) == []


def test_a_fragment_that_is_not_there_or_of_no_equation_is_reported(tmp_path: Path) -> None:
    main = "\\input{equations/no.such}\n\\input{equations/two_layer.none}"
    found = remarks(tmp_path, {"main.tex": main, "equations/no.such.tex": "x = y"})
    assert found == ["main.tex:1: error", "main.tex:2: not checked"]
