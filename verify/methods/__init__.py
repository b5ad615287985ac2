"""How claims are checked: one method a file."""

from verify.methods.agreement import Agreement as Agreement
from verify.methods.at_a_point import refuted_at as refuted_at
from verify.methods.bounded import Bounded as Bounded
from verify.methods.bounded import Points as Points
from verify.methods.by_indices import ByIndices as ByIndices
from verify.methods.computation import Computation as Computation
from verify.methods.exact_twin import ExactTwin as ExactTwin
from verify.methods.identity import Identity as Identity
from verify.methods.identity import equality as equality
from verify.methods.not_negative import NotNegative as NotNegative
from verify.methods.order import Order as Order
from verify.methods.statistical import Estimate as Estimate
from verify.methods.statistical import Statistical as Statistical
from verify.methods.twin import Twin as Twin
