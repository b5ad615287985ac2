"""The page on Appendix D as Markdown: its words are ours, so that only what is markup within a line is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from verify.claim import Claim
from verify.prose import rendered
from verify.render.appendix.page import Block, Display, Lines, Table, Text, parts
from verify.render.markdown import mathematics, table
from verify.verdicts import Verdicts

#: What is markup wherever it stands in a line; a colon, a full stop or a bracket is not.
_MARKUP = re.compile(r"[\\*_\[\]|~#@$`]")
#: A name in backticks.
_NAME = re.compile(r"`([^`]+)`")


def appendix_page(claims: Mapping[str, Claim], verdicts: Verdicts) -> str:
    """Return the page: statements as printed with their verdicts, counterexamples and corrections."""
    lines = ["# Appendix D, statement by statement", ""]
    for part in parts(claims, verdicts):
        lines += [f"## {_prose(part.heading)}", ""]
        for block in part.blocks:
            lines += [*_set(block), ""]
        for article in part.articles:
            verdict = f" ({_escape(article.verdict)})" if article.verdict else ""
            lines += [f"### {_prose(f'{article.name}: {article.title}')}{verdict}", ""]
            for block in article.blocks:
                lines += [*_set(block), ""]
    return "\n".join(lines).rstrip() + "\n"


def _set(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield (f"**{_escape(block.label)}.** " if block.label else "") + _prose(block.words)
    elif isinstance(block, Display):
        yield from ("$$", ", \\quad ".join(block.relations), "$$")
    elif isinstance(block, Table):
        yield from table([_prose(head) for head in block.heads], [[_prose(cell) for cell in row] for row in block.rows])
    elif isinstance(block, Lines):
        yield from [f"**{_escape(block.label)}.**", ""] if block.label else []
        for line in block.lines:
            known = f"({line.claim.evidence.value}, `{line.claim.id}`)"
            said = "" if block.is_brief else f": {_prose(line.claim.title)}"
            yield f"- {_escape(line.words)}{said} {known}"


def _prose(text: str) -> str:
    """Return words as one line of Markdown, with their mathematics between dollars and names in backticks as code."""
    return rendered(text, _words, mathematics)


def _words(text: str) -> str:
    parts = _NAME.split(text)
    return "".join(f"`{part}`" if place % 2 else _escape(part) for place, part in enumerate(parts))


def _escape(words: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", html.escape(re.sub(r"\s+", " ", words), quote=False))
