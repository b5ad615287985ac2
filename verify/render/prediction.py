"""A prediction or simulation of one setting on the terminal: tables, and a paragraph in plain language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from numerics.assumptions import audit_in_floats, largest_step
from numerics.flow.events import SMALLEST_RISE
from numerics.predict import Prediction
from numerics.setting import Setting
from numerics.simulate import LARGEST_ENTRY, Simulation
from numerics.stated_errors import LARGE
from verify.render.console import console as standard_output
from verify.render.console import print_whole

AREA = "area under training loss"
SCALARS = {
    "rise": "rise of the test loss",
    "training_area": f"{AREA} to infinity",
    "final_test_loss": "test loss at the end",
}
UNKNOWN = "unknown"
USELESS = "no useful estimate"
RISE = "The rise is the largest increase of the test loss above its running minimum, start and horizon included."
NO_CLOSED_FORM = "There is no closed form here; `swingby simulate` integrates the flow."
STILL_RISING = "The test loss is still rising at the end of the horizon."


def number(value: float | None, digits: int = 5) -> str:
    """Return a number for reading; never when there is none."""
    return "never" if value is None else f"{value:.{digits}g}"


def print_prediction(prediction: Prediction, document: Mapping[str, Any]) -> None:
    """Print what is predicted, with the error to expect."""
    console = standard_output(highlight=False)
    error = document["error"]
    console.print(Text(heading(prediction), style="bold"))
    if not prediction.form.known:
        console.print(Text(NO_CLOSED_FORM))
        return
    bounded = any(document["intervals"])
    concepts = _table("concept", "rate", "pivot", "learned at", "+-", *(["surely between"] if bounded else []))
    for rank, k in enumerate(document["order"]):
        rate, at, off = (part[k - 1] for part in (document["a"], document["learning_times"], error["learning_times"]))
        pivot = number(document["pivots"][rank], 3) if document["pivots"] else "-"
        within = [_between(document["intervals"][k - 1])] if bounded else []
        concepts.add_row(str(k), number(rate), pivot, number(at), _error(off, at), *within)
    print_whole(console, concepts)
    curve = _table("test loss", "t", "+-", "loss", "+-")
    for point, off in zip(document["turning_points"], error["turning_points"], strict=True):
        t, loss = point["t"], point["loss"]
        curve.add_row(_kind(point), number(t), _error(off["t"], t), number(loss), _error(off["loss"], loss))
    last = document["final_test_loss"]
    curve.add_row("end", number(prediction.horizon), "", number(last, 3), _error(error["final_test_loss"], last))
    print_whole(console, curve)
    _print_scalars(console, document, None)
    _print_suppression(console, prediction)
    console.print()
    console.print(Text(paragraph(prediction, document)))
    if document["appendix_d"]:
        console.print(Text(lemmas_sentence(prediction.setting)))


def print_simulation(simulation: Simulation, document: Mapping[str, Any], predicted: Mapping[str, Any]) -> None:
    """Print what is measured beside what was predicted."""
    console = standard_output(highlight=False)
    console.print(Text(heading(simulation.prediction), style="bold"))
    known = simulation.prediction.form.known
    concepts = _table("concept", "rate", "learned at", "predicted", "+-")
    for k in document["order"]:
        at, said = document["learning_times"][k - 1], predicted["learning_times"][k - 1]
        off = predicted["error"]["learning_times"][k - 1]
        shown = number(said) if known else UNKNOWN
        concepts.add_row(str(k), number(document["a"][k - 1]), number(at), shown, _error(off, said))
    print_whole(console, concepts)
    curve = _table("test loss", "t", "loss")
    for source, points in (("measured", document["turning_points"]), ("predicted", predicted["turning_points"])):
        for point in points:
            curve.add_row(f"{_kind(point)}, {source}", number(point["t"]), number(point["loss"]))
    if curve.row_count:
        print_whole(console, curve)
    _print_scalars(console, document, predicted, simulation)
    said = outcome(simulation, document)
    if said:
        console.print(Text(said))


def outcome(simulation: Simulation, document: Mapping[str, Any]) -> str:
    """Return in words what the figures of a run do not say: that it diverges, still rises, or leaves something open."""
    if simulation.diverged is not None:
        return f"The iteration diverges: an entry passes {LARGEST_ENTRY:.0e} at t = {number(simulation.diverged)}."
    sentences = []
    if simulation.unstable:
        question = simulation.prediction.setting
        bound = question.model.stable_below_of(question.W0)
        sentences.append(f"The step is beyond stability: eta times the largest rate is above {bound:g}, and W = I repels.")
    if simulation.course.still_rising:
        sentences.append(STILL_RISING)
    elif simulation.iterate == "flow":
        sentences.append(left_open(document["rise"], SMALLEST_RISE))
    return " ".join(sentence for sentence in sentences if sentence)


def paragraph(prediction: Prediction, document: Mapping[str, Any]) -> str:
    """Return one paragraph in plain language: who is learned when, whether the test loss rises, and why."""
    learned = [(document["learning_times"][k - 1], k) for k in document["order"] if document["learning_times"][k - 1] is not None]
    learned.sort()
    never = [k for k in document["order"] if document["learning_times"][k - 1] is None]
    sentences = [_learning_sentence(learned)]
    if never:
        which = f"Direction {never[0]} is" if len(never) == 1 else f"Directions {_list(never)} are"
        sentences.append(f"{which} never learned{_why_never(prediction, never)}.")
    sentences.append(_rise_sentence(prediction, document, learned))
    sentences.append(_error_sentence(prediction, document))
    if document["rises"] == "no":
        sentences.append(left_open(0.0, SMALLEST_RISE))
    return " ".join(sentence for sentence in sentences if sentence)


def left_open(rise: float, error: float) -> str:
    """Return what floating point leaves open about a rise of the test loss and a certificate would decide, or nothing."""
    if rise > error or error == 0:
        return ""
    return f"A rise of the test loss below {error:.1g} stays open here; `swingby certify` would decide it."


def lemmas_sentence(question: Setting) -> str:
    """Return whether the lemmas of Appendix D speak of a setting of the tied model, and at which steps."""
    found = audit_in_floats(question)
    return found.sentence(" at any step" if found.first_failure else f" at steps up to {largest_step(max(question.a)):.3g}")


def _learning_sentence(learned: list[tuple[float, int]]) -> str:
    if not learned:
        return "Nothing is learned."
    (first, concept), *later = learned
    begin = f"Concept {concept} is learned " + (f"first, at t = {first:.4g}" if first > 0 else "from the start")
    return "; ".join([begin, *(f"concept {k} at t = {time:.4g}" if time > 0 else f"concept {k} too" for time, k in later)]) + "."


def _why_never(prediction: Prediction, never: list[int]) -> str:
    if all(prediction.setting.a[k - 1] == 0 for k in never):
        return f": the data have no component along {'it' if len(never) == 1 else 'them'}"
    return ": the start has no component of its own there (its pivot is 0), and the flow keeps the rank of W"


def _rise_sentence(prediction: Prediction, document: Mapping[str, Any], learned: list[tuple[float, int]]) -> str:
    off = document["error"]["rise"]
    if document["rises"] == "open" and document["rise"] == 0 and off is not None and off <= LARGE * prediction.course.start:
        return f"If the test loss rises, it is by less than {off:.1g}; `swingby certify` or `swingby simulate` would tell."
    if document["rises"] == "open":
        found = f"a rise of {document['rise']:.3g}" if document["rise"] > 0 else "no rise"
        about = f"{USELESS} of its error" if off is None else f"an error of {off:.1g}"
        return (
            f"The closed form does not tell here whether the test loss rises: it gives {found}, with {about}; "
            "`swingby certify` or `swingby simulate` would."
        )
    if document["rises"] == "no":
        seen = f" (the closed form has a rise of {document['rise']:.1g}, within its error)" if document["rise"] else ""
        return f"The test loss does not rise{seen}."
    within = USELESS if off is None else f"{off:.1g}"
    if document["rise"] == 0:
        return f"The test loss will rise, by less than the error of the closed form ({within})."
    t_low, t_top = (point.t for point in prediction.course.climb)
    said = (
        f"The test loss will rise by {document['rise']:.3g} (+- {within}) between t = {t_low:.4g} and t = {t_top:.4g}, "
        f"because {_why_it_rises(prediction, t_low, t_top, learned)}."
    )
    return f"{said} {STILL_RISING.replace('The test loss', 'It')}" if prediction.course.still_rising else said


def _why_it_rises(prediction: Prediction, t_low: float, t_top: float, learned: list[tuple[float, int]]) -> str:
    if prediction.setting.model.coupling:
        return prediction.setting.model.coupling
    done = [k for time, k in learned if time < t_top]
    if 0 < len(done) < len(learned) and t_low > 0:
        at, due = learned[len(done)]
        return (
            f"the minor entries that first helped concept {due} are suppressed once concept {done[-1]} is learned, "
            f"and concept {due} itself is learned only at t = {at:.4g}"
        )
    return "the entries that couple the concepts first push the output away from the target"


def _error_sentence(prediction: Prediction, document: Mapping[str, Any]) -> str:
    if prediction.form.exact:
        return f"The closed form used ({prediction.form.name}) is exact; the errors are rounding."
    pairs = zip(document["learning_times"], document["error"]["learning_times"], strict=True)
    worst = max((math.inf if off is None else off / time for time, off in pairs if time), default=0.0)
    if worst > LARGE:
        much = f"up to {worst:.0%} in a learning time" if worst <= 1 else "more than a learning time itself"
        return (
            f"The closed form is poor here, off by {much}: it needs a small start and rates that "
            "are apart; `swingby simulate` integrates the flow."
        )
    return (
        "The closed form is to leading order in the size of W(0); its learning times are off by at most about "
        f"{worst:.1g} of themselves."
    )


def heading(prediction: Prediction) -> str:
    """Return model, dimension, clock and closed form in a line."""
    question = prediction.setting
    clock = f"{question.model.clock.value} clock, {question.model.flow}"
    if question.basis is not None:
        clock += ", in the eigenbasis of the second moment"
    return f"{question.model.name}, d = {question.a.size}, times on the {clock}; {prediction.form.name}"


def _print_scalars(
    console: Console, document: Mapping[str, Any], predicted: Mapping[str, Any] | None, simulation: Simulation | None = None
) -> None:
    scalars = _table("", *(("measured", "predicted", "+-") if predicted else ("", "+-")))
    error = (predicted or document)["error"]
    unknown = "diverges" if simulation is not None and simulation.diverged is not None else UNKNOWN
    for key, name in SCALARS.items():
        values = [(document[key], unknown)] + ([(predicted[key], UNKNOWN)] if predicted else [])
        shown = [otherwise if value is None else number(value) for value, otherwise in values]
        scalars.add_row(name, *shown, _error(error[key], (predicted or document)[key]))
        if key == "training_area" and simulation is not None and simulation.iterate != "flow":
            area = simulation.area_to_the_end
            scalars.add_row(f"{AREA} to horizon", unknown if area is None else number(area), "", "")
    print_whole(console, scalars)
    console.print(Text(RISE))


def _print_suppression(console: Console, prediction: Prediction) -> None:
    a, _, _ = prediction.setting.ordered
    names = prediction.setting.order + 1
    pairs = []
    for i, j in combinations(range(a.size), 2):
        level = prediction.setting.model.suppression(a[i], a[j]) if a[i] > a[j] else None
        if level is not None:
            pairs.append(f"w_{names[i]}{names[j]} when w_{names[i]}{names[i]} passes {level:.3f}")
    if pairs:
        more = f", and {len(pairs) - 6} more" if len(pairs) > 6 else ""
        console.print(Text(f"suppressed: {'; '.join(pairs[:6])}{more}"))


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for place, name in enumerate(names):
        table.add_column(name, justify="left" if place == 0 else "right", no_wrap=True)
    return table


def _kind(point: dict[str, Any]) -> str:
    return "minimum" if point["kind"] == "min" else "maximum"


def _between(interval: list[float] | None) -> str:
    """Return an interval for reading, its ends rounded outwards."""
    if interval is None:
        return "-"
    low, high = (float(f"{end:.5g}") for end in interval)
    steps = [10.0 ** (math.floor(math.log10(abs(end))) - 4) if end else 0.0 for end in (low, high)]
    outward = (low - steps[0] if low > interval[0] else low, high + steps[1] if high < interval[1] else high)
    return f"{outward[0]:.5g} and {outward[1]:.5g}"


def _error(value: float | None, figure: float | None) -> str:
    """Return the error to expect of a figure; None is one of no use."""
    if figure is None:
        return ""
    return USELESS if value is None else f"{value:.1g}"


def _list(numbers: list[int]) -> str:
    words = [str(k) for k in numbers]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
