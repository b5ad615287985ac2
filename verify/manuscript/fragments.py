"""Exported fragments that a manuscript inputs, ``equations/ID.tex``, against what the equations are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from verify.manuscript.display import Judgement, judge
from verify.manuscript.equations import Find
from verify.manuscript.source.inputs import Fragment


def stale_fragments(fragments: Iterable[Fragment], find: Find) -> Iterator[tuple[str, int, str]]:
    """Return file, line and message of every fragment that does not say what its equation says now."""
    from verify.render.style import fragment

    for item in fragments:
        stated = find(item.id)
        if stated is None or item.text.split() == fragment(stated).split():
            continue
        finding = judge(item.text, stated, {})
        if finding.judgement is Judgement.AGREES:
            continue
        line = 1 + item.text.count("\n", 0, finding.place)
        reason = finding.message if finding.judgement is Judgement.DIFFERS else "it is not what swingby latex writes now"
        yield item.file, line, f"this fragment is not the equation {item.id}: {reason}; write it again with swingby latex"
