"""A page for tests: some claims of the ledger and some of a stranger, with imagined results of every kind."""

import json

from verify.claim import Claim, Evidence, Outcome, Result
from verify.ledger import ledger, rests_on
from verify.methods import Computation
from verify.render.report.page import page
from verify.results import parse

SCRIPT = "<script>document.title = 'taken'</script>"
METHOD = Computation(lambda rng: Result(Outcome.VERIFIED, 1), Evidence.NUMERICAL, f"looked at {SCRIPT}", f"seen {SCRIPT}")
CHOSEN = (
    *("clocks.tied_as_printed", "one_layer.output_as_printed", "monotone.never_rises", "two_layer.recurrence_keeps_definite"),
    *("certified.box", "certified.figure5_plain_rates", "pivots.crossing_times", "swing_by.exponent", "diffusion.control"),
    *("audits.figure5_rises", "figures.truncation", "area_law.slope", "figures.depth_and_dimension"),
)
#: A claim that is red, and what did not run.
RED, IDLE = "pivots.one_stage", ("figures.depth_and_dimension",)
#: What the result of a refuted claim shows.
SHOWN = {"equation": "x.y", "entry": "11", "left": "3/4", "right": "3/8", "at": {"a_11": "1", "u_11": "1/2"}, "note": SCRIPT}


def claims() -> dict[str, Claim]:
    """Return the chosen claims, what they rest on and are put right by, and a stranger's."""
    known = ledger()
    wanted = set()
    for name in CHOSEN:
        right = known[name].corrected_by
        wanted |= {name, *rests_on(known[name], known)} | ({right, *rests_on(known[right], known)} if right else set())
    chosen = {name: claim for name, claim in known.items() if name in wanted}
    stranger = Claim("nasty.script", SCRIPT, f"new; {SCRIPT}", METHOD, reason=SCRIPT, depends_on=("nasty.other",))
    other = Claim(
        "nasty.other", r"$\nope{x}$ \$ <b>", "arXiv 2410.08309v2, Fig. 11", METHOD, expected=Outcome.REFUTED, reason="so"
    )
    return {**chosen, stranger.id: stranger, other.id: other}


def results(known: dict[str, Claim]) -> str:
    """Return the JSON of an imagined run of claims: one is red, some did not run, all others are as expected."""
    told = []
    for name, claim in known.items():
        outcome = Outcome.REFUTED if name == RED else claim.expected
        shown = SHOWN if outcome is Outcome.REFUTED else None
        found = {
            "id": name,
            "outcome": outcome.value,
            "evidence": claim.evidence.value,
            "points": 3,
            "measures": {"largest_error": 2.5e-11},
            "counterexample": shown,
        }
        told.append({**found, "reason": SCRIPT, "seconds": 1.5, "mutants": {"total": 4, "survivors": []}})
    environment = {
        "python": "3.11",
        "version": "1.2.3",
        "commit": "0123456789abcdef+",
        "date": "2026-02-03",
        "time": "04:05:06 UTC",
    }
    skipped = [{"id": name, "reason": f"needs {SCRIPT}"} for name in IDLE]
    told = [found for found in told if found["id"] not in IDLE]
    return json.dumps({"schema": 1, "level": "standard", "claims": told, "skipped": skipped, "environment": environment})


def made() -> str:
    """Return the page."""
    known = claims()
    return page(known, parse(results(known)), is_drawn=False)
