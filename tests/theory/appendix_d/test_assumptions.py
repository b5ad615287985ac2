"""Proposition: D.1 to D.5 are kept as printed, and the LaTeX of each says so."""

import pytest
from sympy import Rational

from theory.appendix_d.assumptions import ASSUMPTIONS, C, K, P, beta, kappa, omega

#: As printed, but for the order of factors.
PRINTED = {
    "D.1": [
        r"\alpha \le a_{k}",
        r"a_{k} \le \alpha \gamma",
        r"\omega \le \left|{w_{ij}}\right|",
        r"\left|{w_{ij}}\right| \le \beta \omega",
        r"\gamma > 1",
        r"\beta > 1",
    ],
    "D.2": [r"\eta \le \frac{1}{9 K \alpha \gamma}", r"K \ge 20"],
    "D.3": [r"P \beta \omega \le \frac{2}{5}"],
    "D.4": [
        r"\omega \le \frac{\min\left(1 - \frac{1}{\sqrt{\kappa}}, \kappa - 1\right)}{K P \beta^{2} d \gamma}",
        r"\omega \le \frac{\sqrt{2}}{2 \sqrt{\beta}}",
        r"\kappa > \frac{11}{10}",
        r"\kappa \le 1 + \frac{K}{2 C}",
        r"P \ge 2",
        r"C > 1",
    ],
    "D.5": [
        r"\frac{a_{i} + a_{j}}{2 a_{i}} \le \frac{\ln{\left(P \right)}}"
        r"{10 \kappa^{2} \ln{\left(\frac{1}{P \beta \omega} \right)} + \ln{\left(P \beta \right)}}",
        r"a_{i} - 3 a_{j} \ge \frac{\alpha}{C}",
    ],
}


def test_there_are_five_in_order():
    assert [item.name for item in ASSUMPTIONS] == ["D.1", "D.2", "D.3", "D.4", "D.5"]


@pytest.mark.parametrize("item", ASSUMPTIONS, ids=lambda item: item.name)
def test_each_is_as_printed(item):
    assert item.latex == r", \quad ".join(PRINTED[item.name])


def test_the_relations_decide_at_numbers():
    small, values = ASSUMPTIONS[2].relations[0], {P: 4, beta: 1}
    assert small.subs({**values, omega: Rational(1, 10)})
    assert not small.subs({**values, omega: Rational(11, 100)})
    widest = ASSUMPTIONS[3].relations[3]
    assert widest.subs({kappa: 6, K: 20, C: 2})
    assert not widest.subs({kappa: 7, K: 20, C: 2})
