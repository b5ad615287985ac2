r"""Lemma D.6, a learned entry stays learned: true where D.8 holds, in every dimension.

    printed   w_ii(t) >= 1 - 2/K once it is
    step      with m = 1 - 2/K:  w_ii+ - m = (w_ii - m) (1 - 2 eta a_i w_ii)
                  + eta [ (4/K) (a_i w_ii - alpha m) + 2 alpha ((2 m - 1)/K + (1/K - (d - 1) gamma B^2))
                          + 2 (d - 1) gamma alpha B^2 - N_ii ]
              all terms are >= 0: w_ii >= m; 2 eta a_i w_ii <= 1 as w_ii <= 1 (Lemma D.5); K >= 20; D.4 with B <= 1; Corollary
              D.1 with P^2

Descent on U adds eta^2 (X W X)_ii >= 0; the flow is its limit.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Lemma D.6, as transcribed; the proof is new.

Legend: the constants of `assumptions`; B = P beta omega; N_ii noise
"""

from __future__ import annotations

from theory.algebra.equation import Equation
from theory.algebra.symbols import a, d, eta, i, j
from theory.algebra.symbols import w as entries
from theory.appendix_d.assumptions import K, alpha, gamma
from theory.appendix_d.corollary_d1 import B, bound
from theory.steps import SQUARES, recurrence_step, slope_of_an_entry, squares
from theory.two_layer import derived_entry


def stays() -> Equation:
    """State w_ii+ - (1 - 2/K) as a sum of terms >= 0, for every d."""
    major, floor = entries[i, i], 1 - 2 / K
    room = 2 * (d - 1) * gamma * alpha * B**2 - squares()
    spare = 2 * alpha * ((2 * floor - 1) / K + (1 / K - (d - 1) * gamma * B**2))
    return Equation(
        id="appendix_d.stays_learned",
        lhs=major + eta * derived_entry().subs(j, i) - floor,
        rhs=(major - floor) * (1 - 2 * eta * a[i] * major) + eta * (4 / K * (a[i] * major - alpha * floor) + spare + room),
        left=r"[W + \eta\, V(W)]_{ii} - (1 - 2/K)",
        shown=(
            r"(w_{ii} - 1 + 2/K) (1 - 2 \eta a_i w_{ii}) + \eta \bigl[ (4/K) (a_i w_{ii} - \alpha (1 - 2/K)) + 2 \alpha "
            r"((1 - 4/K)/K + 1/K - (d - 1) \gamma B^2) + 2 (d - 1) \gamma \alpha B^2 "
            rf"- {SQUARES} \bigr]"
        ),
        remark=r"and $B = P \beta \omega$",
        steps=(recurrence_step(), slope_of_an_entry(), bound(1)),
    )
