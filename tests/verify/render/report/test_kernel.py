"""Proposition: the page of definitions is there if a claim speaks of them, whole, and counts the labels of its claims."""

from types import SimpleNamespace

from verify.proofs.definitions import HEADINGS, definitions
from verify.proofs.export import Label
from verify.proofs.labels import Known
from verify.render.report.kernel import kernel


def entries(*labels):
    return [SimpleNamespace(kernel=label and Known(label, "so")) for label in labels]


def test_all_definitions_under_their_headings():
    page = kernel(entries(Label.KERNEL))
    assert list(page.definitions) == list(HEADINGS.values())
    assert [one for group in page.definitions.values() for one in group] == list(definitions())


def test_labels_are_counted_in_their_order_and_those_without_a_claim_left_out():
    labels = kernel(entries(None, Label.NOT, Label.ALGEBRA, Label.KERNEL, Label.ALGEBRA)).labels
    assert [(name, number) for name, _, number in labels] == [
        ("kernel-checked", 1),
        ("algebra re-checked", 2),
        ("not exported", 1),
    ]
    assert all(meaning for _, meaning, _ in labels)


def test_without_a_theorem_there_is_none():
    assert kernel(entries(None, Label.ALGEBRA, Label.NOT)) is None
