"""Claims, results and lists of them show themselves in a notebook, every word escaped, mathematics as LaTeX."""

import importlib.util
from html.parser import HTMLParser
from pathlib import Path

import pytest

import swingby

spec = importlib.util.spec_from_file_location("nasty", Path(__file__).with_name("nasty.py"))
nasty = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nasty)
LEDGER = swingby.claims()
RUN = swingby.verify("clocks.code_step")


class Page(HTMLParser):
    """Collects the tags and the words of a page, and checks that the tags close."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.words = [], set(), ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


SHOWN = {
    "claim": LEDGER["two_layer.entry_form"],
    "ledger": LEDGER,
    "report": RUN[0],
    "result": RUN[0].result,
    "reports": RUN,
    "nasty claim": nasty.REPORTS[0].claim,
    "nasty report": nasty.REPORTS[1],
    "nasty result": nasty.REPORTS[2].result,
    "nasty reports": type(RUN)(nasty.REPORTS, nasty.SKIPPED),
}


@pytest.mark.parametrize("value", SHOWN.values(), ids=SHOWN)
def test_html_is_whole_and_has_no_tags_of_a_claim(value):
    page = Page(value._repr_html_())
    assert page.tags <= {"div", "p", "b", "br", "span", "table", "thead", "tbody", "tr", "th", "td"}
    assert value._repr_markdown_().endswith("\n")


@pytest.mark.parametrize("name", ["nasty claim", "nasty report", "nasty result"])
def test_words_are_shown_as_they_are(name):
    page = Page(SHOWN[name]._repr_html_())
    assert nasty.NASTY.split("\x00")[0] in page.words
    assert "$m$" not in SHOWN[name]._repr_html_()  # would be typeset


def test_mathematics_is_latex():
    claim = LEDGER["two_layer.entry_form"]
    (equation, *_) = claim.equations()
    assert f"$\\displaystyle {equation.latex}$" in Page(claim._repr_html_()).words
    assert f"$$\n{equation.latex}\n$$" in claim._repr_markdown_()
    assert equation._repr_latex_() == f"$\\displaystyle {equation.latex}$"


def test_a_run_counts_all_outcomes_and_what_is_skipped():
    page = Page(SHOWN["nasty reports"]._repr_html_())
    assert "5 claims: 2 VERIFIED, 2 REFUTED, 0 UNDECIDED, 0 VACUOUS, 1 ERROR, 1 skipped. 3 not as expected." in page.words
    assert not SHOWN["nasty reports"].as_expected
    assert RUN.as_expected
