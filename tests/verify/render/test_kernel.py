"""Proposition: the document has every definition and every theorem as Coq reads it, in lines that TeX may break."""

import re

import pytest

from verify.ledger import ledger
from verify.proofs.definitions import definitions
from verify.proofs.pairs import PAIRS, proved
from verify.render.kernel import kernel, marked

PART = kernel(ledger())
#: A line of a listing: how far it is indented, and its text.
LINE = re.compile(r"^\\coqline\{([\d.]+)em\}\{(.*)\}$", re.MULTILINE)


def read_back(text):
    """Return what the lines of a listing say, without their indents."""
    said = [found[2].replace("\\ ", " ") for found in LINE.finditer(text)]
    return [re.sub(r"\\char(\d+)\{\}", lambda code: chr(int(code[1])), line) for line in said]


def bare(text):
    return [line.lstrip(" ") for line in text.splitlines()]


def test_definitions_and_theorems_stand_there_as_coq_reads_them():
    claims = [name for name in ledger() if name in PAIRS]
    wanted = [line for one in definitions() for line in bare(one.text)]
    wanted += [line for name in claims for one in proved(name) for line in bare(one.statement)]
    assert read_back(PART) == wanted
    assert re.findall(r"\\hypertarget\{coq:([\w.]+)\}", PART) == claims
    assert re.findall(r"\\ref\{claim:([\w.]+)\}", PART) == claims


def test_nothing_that_tex_may_take_for_a_command_is_left_and_lines_may_break():
    for found in LINE.finditer(PART):
        assert not re.search(r"[{}$&#%_^~\\]", re.sub(r"\\char\d+\{\}|\\ ", "", found[2])), found[2]
        assert max(map(len, re.sub(r"\\char\d+\{\}", "x", found[2]).split("\\ "))) < 30


def test_indents_are_those_of_the_file():
    first = [float(found[1]) for found in LINE.finditer(PART)][:5]
    assert first == [1.0, 2.05, 2.05, 2.05, 2.05]


@pytest.mark.parametrize("name", ["clocks.tied_factor", "clocks.code_step"])
def test_the_mark_leads_to_the_theorem(name):
    assert (marked(name) == f", \\hyperlink{{coq:{name}}}{{kernel-checked}}") == (name in PAIRS)


def test_without_theorems_there_is_no_part():
    assert kernel({"clocks.code_step": ledger()["clocks.code_step"]}) == ""
