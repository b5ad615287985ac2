"""What was found in a manuscript: in a line, as JSON (schema 1), as JUnit XML."""

from __future__ import annotations

import json

from verify.manuscript.paper import Checked
from verify.render.junit import case, suite
from verify.render.places import shown
from verify.render.wording import counted
from verify.verdicts import Verdicts

SCHEMA = 1


def words(checked: Checked) -> str:
    """Return how much was looked at, and what came of it, as a line."""
    looked_at = f"{counted(checked.references, 'reference')}, {counted(checked.relations, 'formula')} compared"
    return f"{looked_at}: {counted(checked.errors, 'error')}, {checked.unchecked} not checked"


def document(manuscript: str, checked: Checked, verdicts: Verdicts) -> str:
    """Return it as JSON: how much was looked at, the remarks with file and line, and the claims spoken of."""
    content = {
        "schema": SCHEMA,
        "manuscript": shown(manuscript),
        "references": checked.references,
        "formulas": checked.relations,
        "summary": {"errors": checked.errors, "not checked": checked.unchecked},
        "remarks": [
            {"file": shown(it.file), "line": it.line, "kind": "error" if it.is_error else "not checked", "message": it.message}
            for it in checked.remarks
        ],
        "claims": {
            name: {
                "outcome": verdict.outcome.value,
                "expected": verdict.expected.value,
                "evidence": verdict.evidence.value,
            }
            for name, verdict in verdicts.items()
        },
    }
    return json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def junit(manuscript: str, checked: Checked, *, allow_unchecked: bool) -> str:
    """Return it as JUnit XML: a test case for each remark, and one for the whole manuscript."""
    good = not (checked.errors or (checked.unchecked and not allow_unchecked))
    whole = shown(manuscript)
    cases = [case(whole, subject="paper") if good else case(whole, subject="paper", tag="failure", message=words(checked))]
    for it in checked.remarks:
        tag = "failure" if it.is_error or not allow_unchecked else "skipped"
        kind = "error" if it.is_error else "not checked"
        found = case(f"{shown(it.file)}:{it.line}", subject="paper", tag=tag, said=[it.message], message=it.message, type=kind)
        found.attrib |= {"file": shown(it.file), "line": str(it.line)}
        cases.append(found)
    return suite(cases)
