"""Claims, results and lists of them in notebooks: IPython is told, by the names of their classes, to show each as Markdown.

Nothing is imported before the first of them is shown. Equations show themselves as LaTeX.
"""

from __future__ import annotations

from typing import Any

#: Module and name of each class, and the function of `verify.render.markdown` that shows it.
PAGES = {
    ("verify.api", "Claims"): "claims_page",
    ("verify.claim", "Claim"): "claim_page",
    ("verify.claim", "Result"): "result_page",
    ("verify.run", "Report"): "report_page",
    ("verify.run", "Reports"): "reports_page",
}


def register(shell: Any) -> None:
    """Tell an IPython shell how to show them."""
    formatter = shell.display_formatter.formatters["text/markdown"]
    for module, name in PAGES:
        formatter.for_type_by_name(module, name, page)


def page(value: Any) -> str:
    """Return a claim, a result, a report or a list of them as Markdown.

    Raises
    ------
    TypeError : if the value is none of these
    """
    from verify.render import markdown

    for kind in type(value).__mro__:
        if (kind.__module__, kind.__name__) in PAGES:
            return getattr(markdown, PAGES[kind.__module__, kind.__name__])(value)
    raise TypeError(f"value must be a claim, a result, a report or a list of them, got {type(value).__name__}")
