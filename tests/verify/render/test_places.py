"""A claim and the functions it holds to account are found where they are written."""

import importlib.util
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.verify.render.nasty import METHOD
from verify.claim import Claim
from verify.ledger import ledger
from verify.methods import equality
from verify.render.places import claim_position, place, places, shown
from verify.told import told

ROOT = Path(__file__).parents[3]


def test_a_place_is_file_and_line():
    name = "theory.two_layer.entry_form"
    file, line, shown = re.fullmatch(r"(\S+):(\d+)  (\S+)", place(name)).groups()
    assert (file, shown) == ("theory/two_layer.py", name)
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    assert any("def entry_form(" in found for found in lines[int(line) - 1 : int(line) + 2])


def test_a_place_outside_is_the_whole_path():
    assert place("json.dumps").endswith("  json.dumps")
    assert place("json.dumps").startswith(Path(importlib.util.find_spec("json").origin).as_posix() + ":")


@pytest.mark.parametrize("name", ["theory.two_layer.nothing", "no_such_module.f"])
def test_a_place_that_is_none_is_refused(name):
    with pytest.raises(ValueError, match=f"code must name a function that exists, got {re.escape(name)}"):
        place(name)


def test_every_claim_of_the_ledger_is_found_in_the_room_of_its_subject_on_a_line_of_its_own():
    lines = {}
    for claim in ledger().values():
        file, line = claim_position(claim)
        lines.setdefault(file, []).append(line)
        assert file.split("/")[:2] == ["verify", "claims"]
        assert claim.id.split(".")[0] in file
        text = (ROOT / file).read_text(encoding="utf-8").splitlines()
        assert re.match(r"\S", text[line - 1]), (claim.id, line)  # the top level of its file
    assert sum(len(set(found)) for found in lines.values()) > 0.95 * len(ledger())


TOP = Claim("a.top", "T.", "new", METHOD)
WITHIN = partial(equality, "a.equality", "E.", lambda: None, source="new")()


def made():
    return Claim("a.made", "T.", "new", METHOD)


def test_a_claim_is_found_where_it_is_made_and_stays_there():
    text = Path(__file__).read_text(encoding="utf-8").splitlines()
    for claim, begins in ((TOP, "TOP = "), (WITHIN, "WITHIN = "), (made(), "    return Claim(")):
        for one in (claim, told(claim), replace(claim, title="Another.")):
            file, line = claim_position(one)
            assert file == "tests/verify/render/test_places.py"
            assert text[line - 1].startswith(begins)


def test_what_does_not_exist_is_left_out_of_the_places():
    claim = replace(TOP, code=("theory.nothing.at_all", "verify.render.places.shown"))
    first, second = places(claim)
    assert first.startswith("claimed in tests/verify/render/test_places.py:")
    assert re.fullmatch(r"it holds verify/render/places.py:\d+  verify.render.places.shown", second)


def test_a_file_is_named_from_the_project_or_from_the_current_folder_or_whole(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert shown(ROOT / "theory" / "task.py") == "theory/task.py"
    assert shown("mine.py") == "mine.py"
    assert shown(tmp_path / "other.py") == (tmp_path / "other.py").resolve().as_posix()
