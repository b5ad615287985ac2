"""Proposition: D.1 to D.5 are kept as printed, and the LaTeX of each says so."""

from sympy import Rational

from theory.appendix_d.assumptions import ASSUMPTIONS, C, K, P, beta, kappa, omega


def test_there_are_five_in_order():
    assert [item.name for item in ASSUMPTIONS] == ["D.1", "D.2", "D.3", "D.4", "D.5"]


def test_each_prints_all_of_its_relations():
    for item in ASSUMPTIONS:
        assert item.latex.count(r", \quad ") == len(item.relations) - 1
    assert ASSUMPTIONS[2].latex == r"P \beta \omega \le \frac{2}{5}"
    assert r"a_{i} - 3 a_{j} \ge \frac{\alpha}{C}" in ASSUMPTIONS[4].latex


def test_the_relations_decide_at_numbers():
    small, values = ASSUMPTIONS[2].relations[0], {P: 4, beta: 1}
    assert small.subs({**values, omega: Rational(1, 10)})
    assert not small.subs({**values, omega: Rational(11, 100)})
    widest = ASSUMPTIONS[3].relations[3]
    assert widest.subs({kappa: 6, K: 20, C: 2})
    assert not widest.subs({kappa: 7, K: 20, C: 2})
