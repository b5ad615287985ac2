"""Reports full of characters that mean something to XML, Markdown, HTML or LaTeX, and one of each verdict."""

from dataclasses import replace

from verify.claim import Claim, Evidence, Outcome, Result
from verify.ledger import Unloaded
from verify.methods import Computation
from verify.run import MutantReport, Report, Reports

NASTY = "<b>&amp; \"q\" 'a' | `code` *s* _u_ [x](y) ![i](j) $ m $ \\frac ~~d~~ # <!-- ]]> @user \x00\x1b\ufffe end"
#: The same as the words of a claim, in which a dollar begins mathematics unless a backslash stands before it.
WORDS = NASTY.replace("$", r"\$")
METHOD = Computation(lambda rng: Result(Outcome.VERIFIED, 1), Evidence.NUMERICAL, WORDS, WORDS)


def report(name, outcome, mutants=None, title=WORDS, **more):
    claim = Claim(id=f"nasty.{name}", title=title, source=NASTY, method=METHOD, **more)
    shown = {"where": NASTY} if outcome is Outcome.REFUTED else None
    reason = NASTY if outcome is Outcome.ERROR else ""
    return Report(claim, Result(outcome, 1, {"largest_error": 1e-9}, shown, reason, seconds=1.23456), mutants)


REPORTS = [
    report("good", Outcome.VERIFIED),
    report("refuted", Outcome.REFUTED),
    report("crashed", Outcome.ERROR),
    report("survived", Outcome.VERIFIED, MutantReport(2, (f"{NASTY} (VERIFIED)",))),
    report("known", Outcome.REFUTED, expected=Outcome.REFUTED, reason=WORDS),
]
RUN = Reports(REPORTS, [("nasty.skipped", f"needs {NASTY}")])
#: With a file of claims that could not be used, a claim that rests on red, and half of a surrogate pair.
LOST = Unloaded(f"claims file caf\udce9 {NASTY}.py", f"does not run: SystemExit: {NASTY}")
SHAKEN = Reports([replace(REPORTS[0], rests_on_red=("nasty.crashed", "nasty.refuted")), *REPORTS[1:]], unloaded=[LOST])
