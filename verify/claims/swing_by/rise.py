"""Claims about the rise of the test loss at d = 2 in a reduced model: its size, its exponent, and when there is one.

The reduced model is the test loss to first order in w_12, w_22 and (1 - w_11)^2 between the learning times, along exponentials:
of the field it leaves out w_22 in the decay of w_12, the noise on the diagonal, and all higher orders. What is proved here is its
algebra; what it says of the flow itself is measured and enclosed (`swing_by.exponent_measured`, `certified.rise_exponent`).
"""

from theory import swing_by as theory
from verify.methods import equality

TEST_LOSS = equality(
    "swing_by.test_loss_in_entries",
    (
        r"At $d = 2$ and $z = \mu$ the test loss is $\tfrac12 (w_{11} \mu_1 + w_{12} \mu_2 - \mu_1)^2 + \tfrac12 (w_{12} \mu_1 + "
        r"w_{22} \mu_2 - \mu_2)^2$."
    ),
    theory.test_loss_in_entries,
    depends_on=("task.test_loss",),
)

AFTER_FIRST = equality(
    "swing_by.after_first",
    (
        r"Of the closed forms, $e^{2 a_1 t} (1 - w_{11})$ tends to $(1 - c_1)/c_1$ and, with $w_{22}$ left out, "
        r"$e^{a_1 \theta t} w_{12}$ to $B = w_{12}(0) c_1^{\theta/2 - 1}$."
    ),
    theory.entry_after_first,
    theory.rest_after_first,
    depends_on=("minor_entries.solution", "two_layer.major_entry"),
)

REDUCED = equality(
    "swing_by.reduced_loss",
    (
        r"With $w_{12} = \epsilon y$, $w_{22} = \epsilon v$, $w_{11} = 1 - \sqrt{\epsilon} \delta$ the test loss at $d = 2$ is"
        r" $\mu_2^2/2 + \epsilon (-\mu_1 \mu_2 y + \mu_1^2 \delta^2/2 - \mu_2^2 v)$ to first order; its slope along $\delta' ="
        r" -2 a_1 \delta$, $w_{12}' = -a_1 \theta w_{12}$, $w_{22}' = 2 a_2 w_{22}$ (the reduced model) has one gain, the "
        "decay of $w_{12}$, and two costs."
    ),
    theory.slope,
    theory.between,
    depends_on=("swing_by.test_loss_in_entries", "minor_entries.decays", "two_layer.major_entry"),
)

RISE = equality(
    "swing_by.rise",
    (
        r"In the reduced model without $w_{22}$ the minimum, at $t_m$, balances $\delta^2 = \theta \mu_2 w_{12}/(2 \mu_1)$, "
        r"and $\mu_2^2/2 - L(t_m) = (1 - \theta/4) \mu_1 \mu_2 w_{12}(t_m)$, the rise to a maximum at which $w_{12}$ and "
        "$w_{22}$ are left out."
    ),
    theory.rise,
    theory.minimum,
    theory.entry_at_minimum,
    depends_on=("swing_by.reduced_loss", "swing_by.after_first"),
)

EXPONENT = equality(
    "swing_by.exponent",
    (
        r"In the reduced model with $W(0) = \omega M$, $M_{12} > 0$, $w_{12}(t_m)$, and with it the rise, is a multiple of "
        r"$\omega^{4 \theta/(4 - \theta)}$, not of $\omega^{\theta}$."
    ),
    theory.exponent,
    depends_on=("swing_by.rise",),
)

SHARPER = equality(
    "swing_by.sharper_rise",
    (
        r"In the reduced model, $w_{22}$ left out at the minimum and $\delta$ at the maximum, where $a_1 \theta \mu_1 w_{12} ="
        r" 2 a_2 \mu_2 w_{22}$, the rise is $\mu_1 \mu_2 [(1 - \theta/4) w_{12}(t_m) - (1 + a_1 \theta/(2 a_2)) w_{12}(t_M)]$."
    ),
    theory.sharper_rise,
    theory.maximum,
    depends_on=("swing_by.rise",),
)

ONSET = equality(
    "swing_by.onset",
    (
        r"In the reduced model with $\delta = e^{-2 a_1 t}/c_1$, $w_{12} = B e^{-a_1 \theta t}$, $w_{22} = c_2 e^{2 a_2 t}$ "
        r"the slope of the test loss is $a_1 \theta \mu_1 \mu_2 B e^{-a_1 \theta t} - 2 a_1 \mu_1^2 e^{-4 a_1 t}/c_1^2 - 2 a_2"
        r" \mu_2^2 c_2 e^{2 a_2 t}$."
    ),
    theory.onset,
    depends_on=("swing_by.reduced_loss", "swing_by.after_first", "pivots.one_stage_solves"),
)

INITIAL = equality(
    "swing_by.initial_slope",
    (
        r"To first order in $\omega$, $dL/dt(0) = -\mu^T (A W(0) + W(0) A) \mu$ at $d = 2$: the loss rises at once iff "
        r"$\mu^T (A W(0) + W(0) A) \mu < 0$."
    ),
    theory.initial_slope,
    depends_on=("swing_by.test_loss_in_entries", "minor_entries.flow"),
)
