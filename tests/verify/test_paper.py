"""Proposition: every citation of the paper cites a label that the paper has, in claims, equations and the text of the code."""

import re
from pathlib import Path

import pytest

from verify import paper
from verify.ledger import ledger

ROOT = Path(__file__).parents[2]
CLAIMS = ledger()
#: A label of each kind, and what may stand between two of them.
DOTTED, BETWEEN = r"[A-G4]\.\d+", r"(?:, | and |, and | to |-)"
#: How citations are written: a word, and the labels after it.
KINDS = {
    "section": (r"[Ss]ections?", r"\d(?:\.\d)*", paper.SECTIONS),
    "appendix": (r"Appendi(?:x|ces)", r"[A-Z](?![a-z])(?:\.\d)?", paper.APPENDICES),
    "equation": (r"Eqs?\.", r"\([2-4A-G]\.\d+\)", paper.EQUATIONS),
    "figure": (r"(?:Figs?\.|[Ff]igures?)", r"\d+[abc]?(?!\d)", paper.FIGURES),
    **{
        name.lower(): (rf"{name[:-1]}(?:y|ies|{name[-1]}s?)", DOTTED, paper.STATEMENTS)
        for name in ("Theorem", "Lemma", "Corollary", "Assumption", "Definition", "Assertion")
    },
}
#: Papers that are cited by sections of their own.
OTHERS = re.compile(r"\(arXiv (?!2410\.08309)[\d.]+\), (?:Eq\.|section) \(?[\d.]+\)?(?: and \([\d.]+\))?")


def cited(text: str) -> set[tuple[str, str]]:
    """Return the labels that a text cites, each with its kind; a range counts with its ends."""
    text, found = OTHERS.sub("", re.sub(r"\s+", " ", text)), set()
    for kind, (word, label, _) in KINDS.items():
        for labels in re.findall(rf"\b{word} ({label}(?:{BETWEEN}{label})*)", text):
            found |= {(kind, one) for one in re.findall(label, labels)}
    return found


def unknown(text: str) -> set[tuple[str, str]]:
    """Return what a text cites that the paper does not have."""

    def known(kind: str, label: str) -> bool:
        name = f"{kind.title()} {label}" if KINDS[kind][2] is paper.STATEMENTS else label.strip("()")
        return name in KINDS[kind][2]

    return {(kind, label) for kind, label in cited(text) if not known(kind, label)}


def test_claims_cite_what_the_paper_has():
    assert not {name: labels for name, claim in CLAIMS.items() if (labels := unknown(f"{claim.source}; {claim.title}"))}
    assert not [name for name, claim in CLAIMS.items() if "2410.08309" in claim.source and "2410.08309v2" not in claim.source]


@pytest.mark.parametrize("room", ["theory", "numerics", "verify/claims", "verify/render"])
def test_the_text_of_the_code_cites_what_the_paper_has(room):
    wrong = {path.name: unknown(path.read_text()) for path in (ROOT / room).rglob("*.py")}
    assert not {name: labels for name, labels in wrong.items() if labels}


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_what_users_read_cites_what_the_paper_has(name):
    assert not unknown((ROOT / name).read_text())


#: What a reader looks up by its number: the claim, and what it must cite.
PLACES = {
    "task.sample_loss": {("equation", "(2.1)"), ("equation", "(4.1)")},
    "task.second_moment": {("equation", "(C.7)"), ("equation", "(C.13)")},
    "one_layer.gradient": {("theorem", "4.1"), ("equation", "(C.14)")},
    "one_layer.output_as_printed": {("theorem", "4.1"), ("equation", "(4.2)")},
    "two_layer.entry_form": {("equation", "(4.3)")},
    "two_layer.entry_form_by_indices": {("equation", "(4.3)")},
    "two_layer.diagonal_entries": {("equation", "(D.36)")},
    "two_layer.recurrence_step": {("equation", "(D.2)")},
    "figures.partial_order": {("equation", "(B.1)"), ("equation", "(B.2)"), ("figure", "7")},
}


@pytest.mark.parametrize("name", PLACES)
def test_a_result_of_the_paper_is_cited_by_its_number(name):
    claim = CLAIMS[name]
    assert PLACES[name] <= cited("; ".join([claim.source, *(equation.source for equation in claim.equations())]))


def test_citations_are_read_and_wrong_ones_noticed():
    text = "arXiv 2410.08309v2, Eqs. (C.7)-(C.13) and section 4.2.1, Figs. 2c and 3, Lemmas D.1 and D.9, as transcribed"
    assert cited(text) == {
        *(("equation", label) for label in ("(C.7)", "(C.13)")),
        ("section", "4.2.1"),
        *(("figure", label) for label in ("2c", "3")),
        *(("lemma", label) for label in ("D.1", "D.9")),
    }
    assert unknown(text) == {("lemma", "D.9")}
    assert unknown("Eq. (4.4), Eq. (3.2), section 6, Fig. 20, Appendix H, Theorem 4.2, Assumptions D.1 and D.6") == {
        *(("equation", label) for label in ("(4.4)", "(3.2)")),
        ("section", "6"),
        ("figure", "20"),
        ("appendix", "H"),
        ("theorem", "4.2"),
        ("assumption", "D.6"),
    }
    assert not cited("Kingma et al., 2021 (arXiv 2107.00630), section 9; Song et al., 2020 (arXiv 2010.02502), Eq. (12) and (16)")


def test_all_figures_are_listed_and_labels_are_in_order():
    assert [name for name in paper.FIGURES if name.isdigit()] == [str(number) for number in range(1, 20)]
    assert all(list(table) == sorted(table, key=_parts) for table in (paper.SECTIONS, paper.APPENDICES, paper.EQUATIONS))
    assert all(paper.SECTIONS.keys() | paper.APPENDICES.keys() >= {label.rpartition(".")[0]} for label in paper.EQUATIONS)


def _parts(label: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (99, part) for part in label.split(".")]
