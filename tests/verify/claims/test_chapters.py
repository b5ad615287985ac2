"""A claim is found by the first word of its id, and every file of claims stands in one chapter."""

import importlib
from itertools import chain
from pathlib import Path

import pytest

import verify.claims
from verify.claims import CHAPTERS
from verify.ledger import ledger, of_module, own_modules

HOME = Path(verify.claims.__file__).parent
SUBJECTS = [subject for subjects in CHAPTERS.values() for subject in subjects]


def files(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.py")} - {"__init__"}


def test_every_subject_is_in_one_chapter_and_has_a_home():
    folders = {path.parent.name for path in HOME.glob("*/__init__.py")}
    assert sorted(SUBJECTS) == sorted(files(HOME) | folders)
    assert not files(HOME) & folders


def test_every_folder_orders_all_its_files():
    for folder in (path.parent for path in HOME.glob("*/__init__.py")):
        ordered = importlib.import_module(f"verify.claims.{folder.name}").FILES
        assert sorted(ordered) == sorted(files(folder)), folder.name


@pytest.mark.parametrize("module", own_modules(), ids=lambda module: module.__name__)
def test_the_first_word_of_an_id_is_its_file_or_folder(module):
    claims = of_module(module)
    assert claims
    assert {claim.id.split(".")[0] for claim in claims} == {module.__name__.split(".")[2]}


def test_the_ledger_is_in_the_order_of_the_chapters():
    own = chain.from_iterable(of_module(module) for module in own_modules())
    words = [identifier.split(".")[0] for identifier in list(ledger())[: len(list(own))]]
    assert list(dict.fromkeys(words)) == SUBJECTS


def test_folders_do_not_fill_up():
    assert len(list(HOME.glob("*.py"))) <= 16
    assert all(len(list(path.parent.glob("*.py"))) <= 22 for path in HOME.glob("*/__init__.py"))
