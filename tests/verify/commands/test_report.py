"""`report` and `verify --report` write one page; exit status 1 where a run is red, 2 where the call is wrong."""

import importlib.util
import json
from pathlib import Path

import pytest

from verify.cli import main
from verify.commands import report as command

spec = importlib.util.spec_from_file_location("pages", Path(__file__).parents[1] / "render" / "report" / "pages.py")
pages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pages)


def call(capsys, *arguments):
    status = main(list(map(str, arguments)))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Put a word in the place of the page."""
    from verify.render.report import page

    monkeypatch.setattr(page, "page", lambda claims, told: f"{len(claims)} {sorted(told.found)} {told.environment['version']}")


def test_a_page_of_a_finished_run(capsys, tmp_path):
    known = {name: it for name, it in pages.claims().items() if not name.startswith("nasty.")}
    (tmp_path / "results.json").write_text(pages.results(known))
    status, out, _ = call(capsys, "report", tmp_path / "deep" / "page", "--from", tmp_path / "results.json")
    assert status == 1
    assert out == f"{tmp_path / 'deep' / 'page' / 'index.html'}\n"
    assert "'clocks.tied_factor'" in (tmp_path / "deep" / "page" / "index.html").read_text()
    green = json.loads(pages.results(known))
    green["claims"] = [it for it in green["claims"] if it["id"] != pages.RED]
    (tmp_path / "results.json").write_text(json.dumps(green))
    assert call(capsys, "report", tmp_path / "page", "--from", tmp_path / "results.json")[0] == 0


def test_the_part_on_appendix_d_is_markdown_beside_it(capsys, tmp_path):
    (tmp_path / "results.json").write_text('{"claims": [], "environment": {"version": "1"}}')
    assert call(capsys, "report", tmp_path / "page", "--from", tmp_path / "results.json")[0] == 0
    assert (tmp_path / "page" / "appendix_d.md").read_text().startswith("# Appendix D, statement by statement\n")


def test_a_page_of_this_run_with_the_users_claims(capsys, tmp_path):
    mine = tmp_path / "mine.py"
    assert call(capsys, "new", mine)[0] == 0
    status, _, _ = call(capsys, "verify", "decay", "--claims", mine, "--jobs", 1, "--report", tmp_path / "page")
    assert status == 0
    assert "'decay.solution'" in (tmp_path / "page" / "index.html").read_text()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "--from must be a readable file, got "),
        ("{}", "--from must be a file of swingby verify --json, got "),
    ],
)
def test_a_wrong_file_is_a_wrong_call(capsys, tmp_path, content, said):
    file = tmp_path / "results.json"
    if content is not None:
        file.write_text(content)
    status, out, err = call(capsys, "report", tmp_path / "page", "--from", file)
    assert (status, out) == (2, "")
    assert err.startswith(f"swingby: {said}")
    assert len(err.splitlines()) == 1
    assert str(file) in err
    assert not (tmp_path / "page" / "index.html").exists()


@pytest.mark.parametrize("words", [("report",), ("verify", "clocks", "--report")])
def test_a_folder_that_cannot_be_written_is_refused_before_the_work(capsys, tmp_path, words):
    (tmp_path / "file").write_text("")
    status, _, err = call(capsys, *words, tmp_path / "file")
    assert status == 2
    assert "must be a writable folder" in err


def test_the_page_is_a_file_of_its_own(capsys, tmp_path):
    for name in ("index.html", "appendix_d.md"):
        status, _, err = call(capsys, "verify", "clocks", "--json", tmp_path / name, "--report", tmp_path)
        assert status == 2
        assert "must be a file of its own" in err


def test_without_the_extra_it_says_how_it_is_had(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "math_core" else object())
    status, _, err = call(capsys, "report", tmp_path / "page")
    assert (status, err) == (2, "swingby: a report needs math_core: pip install 'swingby[report]'\n")
