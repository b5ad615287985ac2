"""The page in Chromium: no console error, no request, mathematics visible, nothing that axe calls serious, in both widths."""

import importlib.util
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from numerics.closed_form.entries import learning_time
from numerics.closed_form.stages import compose
from numerics.closed_form.swing_by import onset_margin
from numerics.model.tied import TIED
from numerics.predict import predict
from numerics.setting import Setting
from numerics.task.elimination import pivots
from numerics.task.identity_mapping import Task
from numerics.task.loss import test_loss as loss_at

spec = importlib.util.spec_from_file_location("pages", Path(__file__).with_name("pages.py"))
pages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pages)

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver")]
WIDTHS = {"desk": 1280, "phone": 390}
#: What headless Chromium is started with; as root it has no sandbox.
SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")
#: Seconds that axe may take on a machine that is busy.
PATIENCE = 100
#: Run axe on the whole page but for colours, which take most of its time, and for these on one of each kind of part.
AXE = """const done = arguments[1], violations = [];
const of = (context, options) =>
  axe.run(context, {resultTypes: ["violations"], ...options}).then((found) => violations.push(...found.violations));
const kinds = ["header", "article.falsehood", ".card", "table", "#limits ~ details", "#again ~ p"];
const include = [...kinds.map((name) => document.querySelector(name)), ...arguments[0].map((id) => document.getElementById(id))];
of(document, {rules: {"color-contrast": {enabled: false}}})
  .then(() => of({include}, {runOnly: ["color-contrast"]})).then(() => done(violations));"""
#: Claims of each verdict and evidence, opened before axe looks.
OPENED = (
    "clocks.tied_as_printed",
    "certified.box",
    "figures.truncation",
    "diffusion.control",
    "pivots.crossing_times",
    pages.RED,
)


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    """Start one browser, with what it logs and asks the network kept."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for switch in (*SWITCHES, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(DRIVER))
    started.set_script_timeout(PATIENCE)
    yield started
    started.quit()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(pages.made(), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def shown(driver, address):
    """Show the page as it opens, at a desk."""
    resize(driver, "desk")
    driver.get("about:blank")
    driver.get_log("browser")
    driver.get_log("performance")
    driver.get(address)
    return driver


def resize(driver, name):
    size = {"width": WIDTHS[name], "height": 900, "deviceScaleFactor": 1, "mobile": name == "phone"}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def test_no_console_error_and_no_request(shown, address):
    assert shown.get_log("browser") == []
    told = [json.loads(entry["message"])["message"] for entry in shown.get_log("performance")]
    asked = [it["params"]["request"]["url"] for it in told if it["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == [address]
    assert shown.title != "taken"


@pytest.mark.parametrize("name", WIDTHS)
def test_mathematics_is_visible_in_its_own_font_and_nothing_sticks_out(shown, name):
    resize(shown, name)
    assert shown.execute_script("return document.fonts.check('16px Mathematics')")
    flat = "[...document.querySelectorAll('math')].filter((it) => it.checkVisibility()).map((it) => it.getBoundingClientRect())"
    sizes = shown.execute_script(f"return {flat}.map((box) => [box.width, box.height])")
    assert len(sizes) > 100
    assert min(min(size) for size in sizes) > 2
    assert shown.execute_script("return document.documentElement.scrollWidth") <= WIDTHS[name]


@pytest.mark.parametrize("name", WIDTHS)
def test_axe_finds_nothing_serious(shown, name):
    import axe_core_python

    resize(shown, name)
    unfold = "for (let it = document.getElementById(id); it; it = it.parentElement) it.open = true;"
    shown.execute_script(f"for (const id of arguments[0]) {{ {unfold} }}", [*OPENED, *pages.IDLE])
    (source,) = Path(axe_core_python.__file__).parent.rglob("axe.min.js")
    shown.execute_script(source.read_text(encoding="utf-8"))
    found = shown.execute_async_script(AXE, [*OPENED, *pages.IDLE])
    assert [(it["id"], it["nodes"][0]["html"]) for it in found if it["impact"] in ("serious", "critical")] == []


def claims_shown(driver):
    return driver.execute_script("return [...document.querySelectorAll('.claim')].filter((it) => !it.hidden).map((it) => it.id)")


def ask(driver, field, value):
    script = "const it = document.getElementById(arguments[0]); it.value = arguments[1]; it.dispatchEvent(new Event('input'));"
    driver.execute_script(script, field, value)


def test_claims_are_found_by_words_evidence_and_verdict(shown):
    everything = claims_shown(shown)
    assert everything == list(pages.claims())
    ask(shown, "search", "one_layer Theorem 4.1")
    assert {"one_layer.output_as_printed", "one_layer.output"} <= set(claims_shown(shown)) < set(everything)
    ask(shown, "search", "")
    ask(shown, "verdict", "red")
    assert claims_shown(shown) == [pages.RED]
    ask(shown, "verdict", "idle")
    assert claims_shown(shown) == list(pages.IDLE)
    ask(shown, "verdict", "")
    ask(shown, "evidence", "enclosed")
    assert {"certified.box", "certified.figure5_plain_rates"} == set(claims_shown(shown))
    assert shown.execute_script("return document.getElementById('shown').textContent") == f"2 of {len(everything)} claims"


def test_a_link_to_a_claim_opens_it_and_the_keyboard_is_there(shown):
    shown.execute_script("document.querySelector('#false ~ article a[href^=\"#clocks\"]').click()")
    state = (
        "const it = document.getElementById('clocks.tied_factor'); return [it.open, document.activeElement.parentElement === it]"
    )
    assert shown.execute_script(state) == [True, True]


def test_without_script_it_is_all_there(shown):
    shown.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        shown.refresh()
        whole = shown.execute_cdp_cmd("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        shown_form = shown.execute_cdp_cmd("DOM.querySelector", {"nodeId": whole, "selector": "form[hidden]"})["nodeId"]
        claims = shown.execute_cdp_cmd("DOM.querySelectorAll", {"nodeId": whole, "selector": "details.claim:not([hidden])"})[
            "nodeIds"
        ]
    finally:
        shown.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert shown_form
    assert len(claims) == len(pages.claims())


def test_it_prints_to_a_few_pages(shown):
    import base64

    printed = base64.b64decode(shown.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert 1 <= printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page/") <= 8


def settings():
    """Return 50 random settings of the explorer, half of them with three concepts."""
    rng = np.random.default_rng(15)
    for number in range(50):
        d = 2 + number % 2
        yield {
            "mu": rng.uniform(0.2, 3, d).tolist(),
            "sigma": rng.uniform(0, 1, d).tolist(),
            "omega": float(10 ** rng.uniform(-12, -1)),
            "r": float(rng.uniform(-0.45, 0.95)),
        }


def expected(asked):
    """Return what Python says of a setting of the explorer, by the pivots: rates, learning times, losses, and the onset."""
    d, mu = len(asked["mu"]), np.array(asked["mu"])
    rates = Task(asked["mu"], asked["sigma"]).rates()
    W0 = asked["omega"] * ((1 - asked["r"]) * np.eye(d) + asked["r"])
    predicted = predict(Setting(TIED, rates, W0, mu))
    a, start, z = predicted.setting.ordered
    t = np.linspace(0, predicted.horizon, 7)
    margin = onset_margin(tuple(a), tuple(z), start[0, 1], tuple(pivots(start))) if d == 2 else None
    loss = loss_at(compose(a, start, t), z)
    first = learning_time(a, pivots(start))
    times = [
        brentq(lambda t, k=k: compose(a, start, np.array([t]))[0, k, k] - 0.5, 0.8 * T, 1.2 * T, xtol=1e-13)
        for k, T in enumerate(first)
    ]
    return {"a": a, "times": times, "loss": loss, "margin": margin}, t


def test_the_explorer_says_what_python_says(shown):
    script = """return arguments[0].map(([asked, t]) => {
      const found = answer(asked);
      return {a: found.a, times: found.times, loss: t.map(found.loss), margin: String(found.margin)};
    });"""
    wanted = [(asked, *expected(asked)) for asked in settings()]
    found = shown.execute_script(script, [[asked, t.tolist()] for asked, _, t in wanted])
    for (asked, python, _), script in zip(wanted, found, strict=True):
        for name in ("a", "times", "loss"):
            np.testing.assert_allclose(script[name], python[name], rtol=1e-9, atol=1e-12, err_msg=str(asked))
        if python["margin"] is not None:
            known = float(script["margin"].replace("Infinity", "inf"))
            np.testing.assert_allclose(known, python["margin"], rtol=1e-9, err_msg=str(asked))


def test_the_explorer_redraws_and_gives_the_command(shown):
    said = "return [...arguments].map((name) => document.getElementById(name).textContent)"
    before = shown.execute_script(said, "explorer-said", "explorer-command", "explorer-loss")
    move = """const it = document.querySelector(`[name=${arguments[0]}]`);
    it.value = arguments[1]; it.dispatchEvent(new Event('input', {bubbles: true}));"""
    shown.execute_script(move, "mu1", "2.5")
    after = shown.execute_script(said, "explorer-said", "explorer-command", "explorer-loss")
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert (
        after[1]
        == "echo '[[0.000001,6e-7],[6e-7,0.000001]]' > w0.json && swingby predict --mu 2.5,1.5 --sigma 0.05,0.05 --w0 w0.json"
    )
    shown.execute_script(move, "mu1", "1.5")
    assert "equal" in shown.execute_script(said, "explorer-said")[0]
    shown.execute_script(move, "d", "3")
    assert shown.execute_script(
        "return document.getElementById('explorer-map').hidden || !document.getElementById('explorer-map').checkVisibility()"
    )
    assert shown.get_log("browser") == []
