"""What `swingby.claims()` and `swingby.verify()` return: a dictionary and a list that show themselves in a notebook."""

from __future__ import annotations

from collections.abc import Iterable

from verify.claim import Claim
from verify.run import Report


class Claims(dict[str, Claim]):
    """Claims by id, in the order of the ledger."""

    def _repr_html_(self) -> str:
        from verify.render.html import claims_html

        return claims_html(self.values())

    def _repr_markdown_(self) -> str:
        from verify.render.markdown import claims_table

        return "\n".join(claims_table(self.values())) + "\n"


class Reports(list[Report]):
    """Reports of a run, in the order of the ledger, and the claims that could not run with the reasons.

    Parameters
    ----------
    reports : of the claims that ran
    skipped : (id, reason) of those that could not
    """

    def __init__(self, reports: Iterable[Report] = (), skipped: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(reports)
        self.skipped = list(skipped)

    @property
    def as_expected(self) -> bool:
        """Return whether every outcome is the expected one and no mutant survived."""
        return all(report.as_expected for report in self)

    def _repr_html_(self) -> str:
        from verify.render.html import reports_html

        return reports_html(self, self.skipped)

    def _repr_markdown_(self) -> str:
        from verify.render.markdown import reports_table

        return "\n".join(reports_table(self)) + "\n"
