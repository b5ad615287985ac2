r"""Proposition: dollars pair as in Markdown, a backslash makes one a letter, and what does not pair is shown as it is."""

from __future__ import annotations

import pytest

from verify.ledger import ledger
from verify.prose import is_closed, rendered


def shown(text: str) -> str:
    return rendered(text, str.upper, lambda latex: f"<{latex}>")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("for $x$ and $y_1$.", "FOR <x> AND <y_1>."),
        (r"5\$ or $\{1, \$\}$", r"5$ OR <\{1, \$\}>"),
        ("no dollars", "NO DOLLARS"),
        ("", ""),
        ("$a$$b$", "<a><b>"),
        ("open $x", "OPEN $X"),
        ("for $5 or $6", "FOR $5 OR $6"),
        ("$ x $ and $y$", "$ X $ AND $Y$"),
        ("$e^{x$", "$E^{X$"),
        (r"$\{x$", r"<\{x>"),
        ("$$", "$$"),
    ],
)
def test_parts(text: str, words: str) -> None:
    assert shown(text) == words


@pytest.mark.parametrize("text", ["open $x", "for $5 or $6", "$ x $", "$e^{x$", "$$", "a$"])
def test_not_closed(text: str) -> None:
    assert not is_closed(text)


@pytest.mark.parametrize("claim", ledger().values(), ids=lambda claim: claim.id)
def test_words_of_a_method_are_closed(claim) -> None:
    assert is_closed(claim.method.describe())
    assert is_closed(claim.method.falsifier())
