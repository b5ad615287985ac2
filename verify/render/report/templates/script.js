"use strict";
for (const part of document.querySelectorAll(".scripted")) part.hidden = false;

// A link to a claim opens it, with what it stands in.
function open() {
  let part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (part) for (const step of [...document.querySelectorAll("details")]) if (step === part || step.contains(part)) step.open = true;
  if (part && part.matches("details")) { part.hidden = false; part.scrollIntoView(); part.querySelector("summary").focus(); }
}
addEventListener("hashchange", open);
open();

// Only the claims that have the words, the evidence and the verdict asked for.
const search = document.getElementById("search"), evidence = document.getElementById("evidence");
const verdict = document.getElementById("verdict"), shown = document.getElementById("shown");
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0, all = 0;
  for (const chapter of document.querySelectorAll(".chapter")) {
    let some = false;
    for (const claim of chapter.querySelectorAll(".claim")) {
      const text = claim.textContent.toLowerCase();
      const is = words.every((word) => text.includes(word)) && (!evidence.value || claim.dataset.evidence === evidence.value)
        && (!verdict.value || claim.dataset.verdict === verdict.value);
      claim.hidden = !is; some ||= is; count += is; all += 1;
    }
    chapter.hidden = !some;
    if (words.length || evidence.value || verdict.value) chapter.open = some;
  }
  shown.textContent = count === all ? `${all} claims` : `${count} of ${all} claims`;
}
for (const control of [search, evidence, verdict]) control.addEventListener("input", filter);
document.querySelector(".filter").addEventListener("submit", (event) => event.preventDefault());
filter();
