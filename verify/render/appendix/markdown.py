"""The page on Appendix D as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from verify.claim import Claim
from verify.render.appendix.page import Block, Display, Lines, Table, Text, parts
from verify.render.markdown import escape, prose, table
from verify.verdicts import Verdicts


def appendix_page(claims: Mapping[str, Claim], verdicts: Verdicts) -> str:
    """Return the page: statements as printed with their verdicts, counterexamples and corrections."""
    lines = ["# Appendix D, statement by statement", ""]
    for part in parts(claims, verdicts):
        lines += [f"## {escape(part.heading)}", ""]
        for block in part.blocks:
            lines += [*_set(block), ""]
        for article in part.articles:
            verdict = f" ({escape(article.verdict)})" if article.verdict else ""
            lines += [f"### {escape(f'{article.name}: {article.title}')}{verdict}", ""]
            for block in article.blocks:
                lines += [*_set(block), ""]
    return "\n".join(lines).rstrip() + "\n"


def _set(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield (f"**{escape(block.label)}.** " if block.label else "") + prose(block.words)
    elif isinstance(block, Display):
        yield from ("$$", ", \\quad ".join(block.relations), "$$")
    elif isinstance(block, Table):
        yield from table([prose(head) for head in block.heads], [[prose(cell) for cell in row] for row in block.rows])
    elif isinstance(block, Lines):
        yield from [f"**{escape(block.label)}.**", ""] if block.label else []
        for line in block.lines:
            known = f"({escape(line.claim.evidence.value)}, {escape(line.claim.id)})"
            said = "" if block.is_brief else f": {prose(line.claim.title)}"
            yield f"- {escape(line.words)}{said} {known}"
