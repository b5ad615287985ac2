"use strict";
// The closed form of tied networks at d = 2 and 3, as in numerics/closed_form: rates a descending, W(0) = omega ((1 - r) I + r 1 1').

// ln(1 + c (e^{2 a t} - 1)) without overflow.
function logPhi(a, c, t) {
  const e = 2 * a * t;
  return e > 100 ? e + Math.log(c + Math.exp(-e)) : Math.log1p(c * Math.expm1(e));
}

// W(t), a stage for each direction, the strongest first.
function compose(a, start, t) {
  const d = a.length, S = start.map((row) => [...row]), W = start.map((row) => [...row]), psi = [], c = [];
  for (let k = 0; k < d; k++) {
    c.push(S[k][k]);
    psi.push(logPhi(a[k], c[k], t) / (4 * a[k]));
    for (let i = k + 1; i < d; i++) for (let j = k + 1; j < d; j++)
      S[i][j] += S[k][i] * S[k][j] / c[k] * Math.expm1(-(2 * a[k] + a[i] + a[j]) * psi[k]);
    for (let j = k + 1; j < d; j++) W[k][j] = S[k][j];
  }
  for (let i = 0; i < d; i++) {
    W[i][i] = c[i] * Math.exp(2 * a[i] * t - 4 * a[i] * psi[i]);
    for (let j = i + 1; j < d; j++)
      W[i][j] = W[j][i] = W[i][j] * Math.exp((a[i] + a[j]) * t - (3 * a[i] + a[j]) * psi[i] - (3 * a[j] + a[i]) * psi[j]);
  }
  return W;
}

// 1/2 |W mu - mu|^2, the loss at the unseen composition.
const testLoss = (W, mu) => W.reduce((sum, row, k) => sum + (row.reduce((dot, w, p) => dot + w * mu[p], 0) - mu[k]) ** 2 / 2, 0);

// What is left of W_kk once the stronger directions are taken out.
function pivots(start) {
  const S = start.map((row) => [...row]), d = S.length;
  for (let k = 0; k < d; k++) for (let i = k + 1; i < d; i++) for (let j = k + 1; j < d; j++) S[i][j] -= S[i][k] * S[k][j] / S[k][k];
  return S.map((row, k) => row[k]);
}

const timeOf = (a, c) => (c >= 0.5 ? 0 : Math.log((1 - c) / c) / (2 * a));

// The largest ln(gain / cost) of a rise at d = 2: positive where one is predicted.
function onsetMargin([a1, a2], [mu1, mu2], w12, [c1, c2]) {
  if (w12 <= 0) return -Infinity;
  const theta = (a1 - a2) / (2 * a1), gain = Math.log(a1 * theta * mu1 * mu2) + Math.log(w12) - (1 - theta / 2) * Math.log(c1);
  const first = Math.log(2 * a1 * mu1 ** 2) - 2 * Math.log(c1), second = Math.log(2 * a2 * mu2 ** 2) + Math.log(c2);
  const p = (2 * a2 + a1 * theta) / (4 * a1 + 2 * a2);
  const t = Math.max((first - second - Math.log(p) + Math.log1p(-p)) / (4 * a1 + 2 * a2), timeOf(a1, c1));
  const one = first - 4 * a1 * t, two = second + 2 * a2 * t, top = Math.max(one, two);
  return gain - a1 * theta * t - top - Math.log(Math.exp(one - top) + Math.exp(two - top));
}

// All that is read off a setting; concepts in order of learning.
function answer({ mu, sigma, omega, r }) {
  const d = mu.length, rates = mu.map((m, k) => sigma[k] ** 2 + m ** 2 / d);
  const order = rates.map((_, k) => k).sort((i, j) => rates[j] - rates[i]);
  const a = order.map((k) => rates[k]), z = order.map((k) => mu[k]);
  const start = a.map((_, i) => a.map((_, j) => omega * (i === j ? 1 : r)));
  const c = pivots(start), last = Math.max(...a.map((rate, k) => timeOf(rate, c[k])));
  const end = Math.max(1.3 * last + 8, last + 8 / Math.min(...a));
  const entry = (k, t) => compose(a, start, t)[k][k] - 0.5;
  const times = a.map((_, k) => {
    let low = 0, high = 0;
    for (let n = 1; n <= 2000 && entry(k, high) < 0; n++) [low, high] = [high, end * n / 2000];
    if (entry(k, high) < 0) return Infinity;
    for (let n = 0; n < 80 && low < high; n++) entry(k, (low + high) / 2) < 0 ? low = (low + high) / 2 : high = (low + high) / 2;
    return high;
  });
  const horizon = 1.3 * Math.max(0, ...times.filter(Number.isFinite)) + 8;
  const margin = d === 2 && a[0] > a[1] ? onsetMargin(a, z, start[0][1], c) : null;
  return { a, order, times, horizon, margin, start, W: (t) => compose(a, start, t), loss: (t) => testLoss(compose(a, start, t), z) };
}

const form = document.getElementById("explorer-form"), byId = (name) => document.getElementById(name);
const SVG = "http://www.w3.org/2000/svg", WIDE = 560, HIGH = 220, LEFT = 46, LOW = 26;
const shownNumber = (value) => Number(value.toPrecision(4)).toString();

function draw(svg, tag, attributes, text = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  svg.append(made);
}

function axes(svg, [left, right], [low, high], across, up, tick = shownNumber) {
  svg.replaceChildren();
  const x = (v) => LEFT + (v - left) / (right - left) * (WIDE - LEFT - 8), y = (v) => HIGH - LOW - (v - low) / (high - low) * (HIGH - LOW - 12);
  draw(svg, "path", { class: "axis", d: `M${LEFT} 8V${HIGH - LOW}H${WIDE - 8}` });
  for (let n = 0; n <= 4; n++) {
    const v = left + (right - left) * n / 4, w = low + (high - low) * n / 4;
    draw(svg, "text", { x: x(v), y: HIGH - 12, "text-anchor": n === 4 ? "end" : "middle" }, shownNumber(v));
    draw(svg, "text", { x: LEFT - 4, y: y(w) + 4, "text-anchor": "end" }, tick(w));
  }
  draw(svg, "text", { x: WIDE - 8, y: HIGH - 1, "text-anchor": "end" }, across);
  draw(svg, "text", { x: WIDE - 8, y: 16, "text-anchor": "end" }, up);
  return [x, y];
}

function read() {
  const d = Number(form.elements.d.value), list = (name) => [...Array(d).keys()].map((k) => Number(form.elements[`${name}${k + 1}`].value));
  const low = d === 2 ? -0.95 : -0.45;
  form.elements.r.min = low;
  return { mu: list("mu"), sigma: list("sigma"), omega: 10 ** Number(form.elements.omega.value), r: Number(form.elements.r.value) };
}

function redraw() {
  const asked = read(), d = asked.mu.length;
  for (const part of form.querySelectorAll(".third")) part.hidden = d === 2;
  for (const part of document.querySelectorAll(".second")) part.hidden = d === 3;
  for (const control of form.querySelectorAll("input")) byId(`${control.name}-shown`).textContent =
    control.name === "omega" ? Number(asked.omega.toPrecision(3)).toString() : control.value;
  const found = answer(asked), names = found.order.map((k) => k + 1);
  const apart = found.a.every((rate, k) => k === 0 || found.a[k - 1] - rate > 1e-10 * rate);
  byId("explorer-said").textContent = "";
  if (!apart) {
    byId("explorer-said").textContent = "Two rates are equal: this closed form takes one direction after the other; ask the command.";
    byId("explorer-loss").replaceChildren();
    byId("explorer-map").replaceChildren();
  } else {
    const t = [...Array(401).keys()].map((n) => found.horizon * n / 400), loss = t.map(found.loss);
    let best = Infinity, rise = 0;
    for (const value of loss) { best = Math.min(best, value); rise = Math.max(rise, value - best); }
    const [x, y] = axes(byId("explorer-loss"), [0, found.horizon], [0, Math.max(...loss, 1)], "time (printed clock)", "test loss (black), entries w_kk");
    const line = (values) => `M${values.map((value, n) => `${x(t[n]).toFixed(1)} ${y(value).toFixed(1)}`).join("L")}`;
    const W = t.map(found.W);
    names.forEach((name, k) => draw(byId("explorer-loss"), "path", { class: `concept${name}`, d: line(W.map((it) => it[k][k])) }));
    draw(byId("explorer-loss"), "path", { class: "loss", d: line(loss) });
    const region = found.margin === null ? "" : found.margin > 0 ? " By the derived onset this setting is in the region of a rise."
      : " By the derived onset this setting is in the region without a rise.";
    byId("explorer-said").textContent = `${names.map((name, k) => `Concept ${name} is learned ${Number.isFinite(found.times[k]) ? `at t = ${shownNumber(found.times[k])}` : "after the times shown"}`).join("; ")}. `
      + `The closed form ${rise > 1e-9 ? `rises by ${shownNumber(rise)} above its running minimum` : "does not rise"}.${region}`;
    if (d === 2) map(asked, found);
  }
  const rows = asked.mu.map((_, i) => asked.mu.map((_, j) => Number((asked.omega * (i === j ? 1 : asked.r)).toPrecision(12))));
  byId("explorer-command").textContent = `echo '${JSON.stringify(rows)}' > w0.json && swingby predict --mu ${asked.mu} --sigma ${asked.sigma} --w0 w0.json`;
}

// Where a rise is predicted over (theta, omega) at this correlation, for deviations of 0; the point is the setting.
function map(asked, found) {
  const svg = byId("explorer-map"), [x, y] = axes(svg, [0, 0.5], [-12, 0], "theta", "scale of W(0), as a power of 10"), columns = 48, rows = 48;
  for (let i = 0; i < columns; i++) for (let j = 0; j < rows; j++) {
    const theta = 0.5 * (i + 0.5) / columns, omega = 10 ** (-12 + 12 * (j + 0.5) / rows), a = [1, 1 - 2 * theta];
    const at = onsetMargin(a, a.map((rate) => Math.sqrt(2 * rate)), asked.r * omega, [omega, omega * (1 - asked.r ** 2)]);
    if (at > 0) draw(svg, "rect", { class: "rising", x: x(0.5 * i / columns), y: y(-12 + 12 * (j + 1) / rows), width: 10.8, height: 4 });
  }
  const theta = (found.a[0] - found.a[1]) / (2 * found.a[0]);
  draw(svg, "circle", { class: "here", cx: x(theta), cy: y(Math.log10(asked.omega)), r: 5 });
}

form.addEventListener("input", redraw);
form.addEventListener("submit", (event) => event.preventDefault());
redraw();
