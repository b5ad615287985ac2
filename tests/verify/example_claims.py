"""Claims for the tests of the runner: one of each outcome, one that raises, one that kills its process."""

import os
import signal

from sympy import S, Symbol

from theory import Domain, Equation
from verify.claim import Claim, Evidence, Outcome, Result
from verify.methods import Computation, Identity

x = Symbol("x", real=True)


def _claim(name, check, expected=Outcome.VERIFIED, reason="", **more):
    method = Computation(check=check, evidence=Evidence.NUMERICAL, what="As given.", refuted_by="Anything.", **more)
    return Claim(
        id=f"example.{name}", title=f"An example that is {name}.", source="new", method=method, expected=expected, reason=reason
    )


def _raise(rng):
    raise RuntimeError("no luck\nat all")


TRUE = _claim("true", lambda rng: Result(Outcome.VERIFIED, 1, {"draw": float(rng.random())}))
CRASH = _claim("crash", lambda rng: os.kill(os.getpid(), signal.SIGKILL))
RAISES = _claim("raises", _raise)
INFINITE = _claim("infinite", lambda rng: Result(Outcome.VERIFIED, 1, {"error": float("inf")}))
POINTLESS = _claim("pointless", lambda rng: Result(Outcome.VERIFIED, 0))
UNSHOWN = _claim("unshown", lambda rng: Result(Outcome.REFUTED, 1))
FALSE = _claim("false", lambda rng: Result(Outcome.REFUTED, 1, {}, {"x": 1}), Outcome.REFUTED, "It is an example.")
SURVIVED = _claim(
    "survived", lambda rng: Result(Outcome.VERIFIED, 1), faults=(("blind", lambda rng: Result(Outcome.VERIFIED, 1)),)
)
EMPTY = Claim(
    id="example.empty",
    title="An identity on no point at all.",
    source="new",
    method=Identity(),
    equations=lambda: [Equation("example.empty", x, x, Domain({x: S.EmptySet}))],
)
LAST = _claim("last", lambda rng: Result(Outcome.VERIFIED, 1, {"draw": float(rng.random())}))
