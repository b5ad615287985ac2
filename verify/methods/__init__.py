"""How claims are checked: one method a file."""

from verify.methods.agreement import Agreement
from verify.methods.bounded import Bounded, Points
from verify.methods.computation import Computation
from verify.methods.identity import Identity
from verify.methods.order import Order
from verify.methods.statistical import Estimate, Statistical
from verify.methods.twin import Twin

__all__ = ["Agreement", "Bounded", "Computation", "Estimate", "Identity", "Order", "Points", "Statistical", "Twin"]
