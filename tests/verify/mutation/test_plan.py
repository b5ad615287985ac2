"""Proposition: a fault is tried on all that executes its statement or what it names, quick ones and own tests first."""

from verify.mutation.faults import faults
from verify.mutation.plan import Plan
from verify.mutation.reach import Reach

X = """LIMIT = 4
SCALE = LIMIT * 2


def f(a):
    return a + 1


def g(a):
    if a > 7:
        return SCALE
    return 3
"""
Y = "from numerics.x import SCALE\n\n\ndef h():\n    return SCALE\n"


def mask(*lines):
    return sum(1 << line for line in lines)


REACH = Reach(
    claims={
        "slow.f": {"numerics/x.py": mask(6)},
        "quick.f": {"numerics/x.py": mask(6)},
        "quick.g": {"numerics/x.py": mask(10, 12)},
        "of.h": {"numerics/y.py": mask(5)},
        "of.nothing": {},
    },
    tests={
        "tests/numerics/test_z.py::f": {"numerics/x.py": mask(6)},
        "tests/numerics/test_x.py::f": {"numerics/x.py": mask(6)},
    },
    seconds={
        **{"slow.f": 2.0, "quick.f": 1.0, "quick.g": 1.0, "of.h": 0.1, "of.nothing": 0.1},
        **{"tests/numerics/test_z.py::f": 0.1, "tests/numerics/test_x.py::f": 0.2},
    },
    imported={"numerics/x.py": mask(1, 2, 5, 9), "numerics/y.py": mask(1, 4)},
)


def planned(before, text=X, file="numerics/x.py"):
    plan = Plan({"numerics/x.py": X, "numerics/y.py": Y}, REACH)
    fault = next(fault for fault in faults(file, text.encode()) if fault.before == before)
    return plan.claims(fault), plan.tests(fault)


def test_those_that_execute_it_the_quick_first_and_the_own_tests_before_others():
    assert planned("a + 1") == (["quick.f", "slow.f"], ["tests/numerics/test_x.py::f", "tests/numerics/test_z.py::f"])


def test_a_condition_is_tried_on_those_that_come_to_it():
    assert planned("a > 7") == (["quick.g"], [])


def test_a_constant_is_followed_through_names_and_files():
    claims, tests = planned("4")
    assert claims == ["of.h"]  # LIMIT -> SCALE -> h; g does not come to SCALE
    assert tests == ["tests/numerics/test_x.py::f", "tests/numerics/test_z.py::f"]  # none comes to it by a name


def test_the_own_tests_may_name_a_constant_themselves():
    reach = Reach(
        tests={"tests/numerics/test_x.py::limit": {}, "tests/numerics/test_z.py::h": {"numerics/y.py": mask(5)}},
        seconds={"tests/numerics/test_x.py::limit": 1.0, "tests/numerics/test_z.py::h": 0.1},
        imported=REACH.imported,
    )
    fault = next(fault for fault in faults("numerics/x.py", X.encode()) if fault.before == "4")
    tests = Plan({"numerics/x.py": X, "numerics/y.py": Y}, reach).tests(fault)
    assert tests == ["tests/numerics/test_x.py::limit", "tests/numerics/test_z.py::h"]


def test_where_nothing_names_what_is_imported_all_of_the_file_are_tried():
    reach = Reach(claims={"a": {"numerics/x.py": mask(6)}}, seconds={"a": 1.0}, imported={"numerics/x.py": mask(1, 5)})
    text = "UNUSED = 4\n\n\n\ndef f(a):\n    return a\n"
    fault = faults("numerics/x.py", text.encode())[0]
    assert Plan({"numerics/x.py": text}, reach).claims(fault) == ["a"]


def test_what_nothing_executes_is_tried_on_nothing():
    assert planned("3") == (["quick.g"], [])
    text = X + "\n\ndef unreached(a):\n    return -a\n"
    fault = next(fault for fault in faults("numerics/x.py", text.encode()) if fault.kind == "sign" and fault.before == "-a")
    assert Plan({"numerics/x.py": text}, REACH).claims(fault) == []
