"""Claims about the rise of the test loss at d = 2, to leading order: its size, its exponent, and when there is one."""

from theory import swing_by as theory
from verify.methods import equality

REDUCED = equality(
    "swing_by.reduced_loss",
    (
        r"Between the learning times the test loss is $L = \mu_2^2/2 - \mu_1 \mu_2 w_{12} + \mu_1^2 \delta^2/2 - \mu_2^2 "
        "w_{22}$ to leading order, and its slope has one gain, the decay of $w_{12}$, and two costs."
    ),
    theory.slope,
    theory.between,
    depends_on=("minor_entries.decays",),
)

RISE = equality(
    "swing_by.rise",
    (
        r"To leading order the minimum, at $t_m$, balances $\delta^2 = \theta \mu_2 w_{12}/(2 \mu_1)$, and the loss then rises "
        r"by $(1 - \theta/4) \mu_1 \mu_2 w_{12}(t_m)$."
    ),
    theory.rise,
    theory.minimum,
    theory.entry_at_minimum,
    depends_on=("swing_by.reduced_loss",),
)

EXPONENT = equality(
    "swing_by.exponent",
    r"For $W(0) = \omega M$ with $M_{12} > 0$ the rise is of order $\omega^{4 \theta/(4 - \theta)}$, not $\omega^{\theta}$.",
    theory.exponent,
    depends_on=("swing_by.rise",),
)

SHARPER = equality(
    "swing_by.sharper_rise",
    (
        r"With the maximum, at $t_M$, where $a_1 \theta \mu_1 w_{12} = 2 a_2 \mu_2 w_{22}$, the rise is to leading order "
        r"$\mu_1 \mu_2 [(1 - \theta/4) w_{12}(t_m) - (1 + a_1 \theta/(2 a_2)) w_{12}(t_M)]$."
    ),
    theory.sharper_rise,
    theory.maximum,
    depends_on=("swing_by.rise",),
)

ONSET = equality(
    "swing_by.onset",
    (
        r"With $\delta = e^{-2 a_1 t}/c_1$, $w_{12} = B e^{-a_1 \theta t}$, $w_{22} = c_2 e^{2 a_2 t}$, the reduced loss rises "
        r"iff $a_1 \theta \mu_1 \mu_2 B e^{-a_1 \theta t} > 2 a_1 \mu_1^2 e^{-4 a_1 t}/c_1^2 + 2 a_2 \mu_2^2 c_2 e^{2 a_2 "
        "t}$ at some $t > T_1$."
    ),
    theory.onset,
    depends_on=("swing_by.reduced_loss",),
)

INITIAL = equality(
    "swing_by.initial_slope",
    (
        r"To first order in $\omega$, $dL/dt(0) = -\mu^T (A W(0) + W(0) A) \mu$ at $d = 2$: the loss rises at once iff "
        r"$\mu^T (A W(0) + W(0) A) \mu < 0$."
    ),
    theory.initial_slope,
    depends_on=("two_layer.entry_form",),
)
