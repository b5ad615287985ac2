"""The page on Appendix D as a part of `theory.tex`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from verify.claim import Claim
from verify.render.appendix.page import Block, Display, Lines, Table, Text, parts
from verify.render.appendix.told import Line
from verify.render.tex import WIDTH, escape, prose, width
from verify.verdicts import Verdicts


def appendix(claims: Mapping[str, Claim], verdicts: Verdicts) -> str:
    """Return the sections of the page, as LaTeX."""
    lines = []
    for part in parts(claims, verdicts):
        lines.append(f"\\section{{{prose(part.heading)}}}\n\\begingroup\\raggedright")
        lines += [piece for block in part.blocks for piece in _set(block)]
        for article in part.articles:
            verdict = f" \\emph{{({escape(article.verdict)})}}" if article.verdict else ""
            lines.append(f"\\paragraph{{{escape(article.name)}: {prose(article.title)}.}}{verdict}")
            lines += [piece for block in article.blocks for piece in _set(block)]
        lines.append("\\par\\endgroup")
    return "\n".join(lines)


def _rows(relations: Sequence[str]) -> list[str]:
    """Return relations in rows that fit a column."""
    rows: list[str] = []
    for relation in relations:
        if rows and width(f"{rows[-1]} {relation}") <= WIDTH / 3:
            rows[-1] += f", \\quad {relation}"
        else:
            rows.append(relation)
    return rows


def _set(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield f"{f'{chr(92)}emph{{{escape(block.label)}.}} ' if block.label else ''}{prose(block.words)}\n"
    elif isinstance(block, Display):
        yield "\\begin{gather*}\n" + ", \\\\\n".join(_rows(block.relations)) + "\n\\end{gather*}"
    elif isinstance(block, Table):
        rows = [" & ".join(map(prose, row)) + r" \\" for row in (block.heads, *block.rows)]
        body = "\n".join([rows[0], r"\hline", *rows[1:]])
        begun = f"\\begin{{tabular}}{{{'l' * len(block.heads)}}}"
        yield f"\\begin{{center}}\\small\\setlength{{\\tabcolsep}}{{4pt}}{begun}\n{body}\n\\end{{tabular}}\\end{{center}}\n"
    elif isinstance(block, Lines):
        label = f"\\emph{{{escape(block.label)}.}} " if block.label else ""
        said = [_line(line, is_brief=block.is_brief) for line in block.lines]
        yield label + ("; ".join(said) + ".\n" if block.is_brief else "\n\n".join(said) + "\n")


def _line(line: Line, *, is_brief: bool) -> str:
    verdict = f"{escape(line.words)}, {escape(line.claim.evidence.value)}"
    number = f"Claim~\\ref{{claim:{line.claim.id}}}"
    return f"{number} ({verdict})" if is_brief else f"{prose(line.claim.title)} ({number}, {verdict}.)"
