// The panel's screen: one row at a time is judged, by keys, mouse or finger; each judgement is saved
// as it is typed, and what others at the panel save appears. Everything works without it.

import { showConflict } from "./conflict.js";
import { isChanged } from "./leaving.js";
import { listen } from "./panel_keys.js";
import { Others } from "./panel_others.js";
import { savesItself } from "./saves_itself.js";

const MOST_WAITING = "2000"; // milliseconds, while somebody types without a pause
const form = document.getElementById("panel-form");
const main = document.getElementById("main");
const spoken = document.querySelector("[data-spoken]");
let isLeaving = false;

const rows = () => [...form.querySelectorAll(".prow")];
const shown = () => rows().filter((row) => row.getClientRects().length);
const current = () => form.querySelector(".prow.is-current");
const heading = (row) => row.querySelector("[data-open]");
const say = (words) => { spoken.textContent = words; };

function addressed(question) {
  question.dataset.url = `${location.pathname}judgements/${question.dataset.question}/`;
  const clear = question.querySelector("[data-clear]");
  if (clear) clear.hidden = false;
}

function open(row, part) {
  if (row !== current()) {
    current()?.classList.remove("is-current");
    row.classList.add("is-current");
    history.replaceState(null, "", heading(row).search);
  }
  const field = part && row.querySelector(`[data-part=${part}]`);
  const fold = field?.closest("details");
  if (fold) fold.open = true;
  (field || heading(row)).focus();
}

function step(by) {
  const all = shown();
  const next = all[all.indexOf(current()) + by];
  if (next) open(next);
  else say(by < 0 ? "This is the first question." : "This is the last question.");
}

function turn(rel) {
  const link = document.querySelector(`a[rel=${rel}]`);
  if (link) link.click();
  else say(rel === "prev" ? "This is the first." : "This is the last.");
}

function toggle(name, action) {
  const isOn = main.classList.toggle(name);
  document.querySelector(`[data-do=${action}]`).setAttribute("aria-pressed", isOn);
  return isOn;
}

function fold(id) {
  const details = document.getElementById(id);
  details.open = true;
  details.querySelector("select, textarea").focus();
}

const acts = {
  up: () => step(-1),
  down: () => step(1),
  left: () => turn("prev"),
  right: () => turn("next"),
  reason: () => open(current(), "rationale"),
  dissent: () => open(current(), "dissent"),
  grade: () => open(form.querySelector("[data-overall]")),
  learning: () => fold("add-learning"),
  action: () => fold("add-action"),
  notes: () => say(toggle("shows-notes", "notes") ? "Notes open" : "Notes closed"),
  agreeing() {
    const isOn = toggle("shows-agreeing", "agreeing");
    const link = document.querySelector("[data-agreeing]");
    if (link) [link.textContent, link.dataset.other] = [link.dataset.other, link.textContent];
    say(isOn ? "What agrees is shown" : "What agrees is hidden");
    if (!current().getClientRects().length) open(shown()[0]);
  },
  choose(number) {
    const input = current().querySelectorAll(".judge__choice input")[number - 1];
    if (!input) return;
    input.checked = input.type === "radio" || !input.checked;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    say(`${heading(current()).querySelector(".prow__number").textContent} ${input.labels[0].lastChild.textContent}`);
  },
  leave: () => heading(current()).focus(),
};

// saving

document.getElementById("sign-in-again").dataset.mostWaiting = MOST_WAITING;
form.querySelectorAll("[data-question]").forEach(addressed);

function showAgreed(place, agreed) {
  place.question.closest(".prow").querySelector(".agreed").replaceWith(agreed);
  const isDone = (row) => row.querySelector(".agreed").dataset.agreed === "yes";
  form.querySelector("[data-done]").textContent = form.querySelectorAll(".prow[data-counts] .agreed[data-agreed=yes]").length;
  const asked = form.querySelector("[data-overall][data-counts]"); // a tool may ask for no grade
  const step = document.querySelector(".pstrip [aria-current]");
  step?.classList.toggle("pstrip__step--done", asked ? isDone(asked) : form.querySelector(".agreed[data-agreed=yes]") !== null);
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector(".agreed");
}

function showRecognised(place, html) {
  const shown = place.question.querySelector("[data-recognised]");
  const before = shown.textContent.trim();
  shown.innerHTML = html;
  const now = shown.textContent.trim();
  if (now && now !== before) say(now.replace(/\s+/g, " "));
}

function fault(place, sentence = "") {
  place.question.querySelector(".govuk-error-message")?.remove();
  if (!sentence) return;
  const line = Object.assign(document.createElement("p"), { className: "govuk-error-message", textContent: sentence });
  place.question.querySelector(".question__foot").before(line);
}

const saving = savesItself(form, {
  saved(place, answer) {
    fault(place);
    showAgreed(place, fragment(answer.shown));
    showRecognised(place, answer.recognised);
  },
  conflict(place, answer) {
    showAgreed(place, fragment(answer.shown));
    showConflict(place, answer, saving, addressed);
  },
  faults: (place, answer) => fault(place, answer.error),
});

form.addEventListener("click", (event) => {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (target.closest("[data-clear]")) {
    const question = target.closest("[data-question]");
    for (const input of question.querySelectorAll(".judge__choice input")) input.checked = false;
    saving.change(question, 0);
    return;
  }
  const link = target.closest("[data-open]");
  const row = target.closest(".prow");
  if (link) event.preventDefault();
  if (link || (row && row !== current() && !target.closest("a, button, input, label, textarea, summary"))) open(row);
});
document.querySelector("[data-agreeing]")?.addEventListener("click", (event) => {
  event.preventDefault();
  acts.agreeing();
});

// What stands beside is sent by its own buttons, once nothing typed is on its way.
document.querySelector(".paside").addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = event.target;
  const place = Object.assign(document.createElement("input"), { type: "hidden", name: "place", value: current().dataset.place });
  if (!(await saving.finish())) return;
  sent.append(place);
  isLeaving = true;
  sent.submit();
});
window.addEventListener("beforeunload", (event) => {
  const fields = [...document.querySelectorAll(".paside textarea")];
  if (!isLeaving && fields.some(isChanged)) event.preventDefault();
});

for (const part of document.querySelectorAll(".scripted:not([data-clear])")) part.hidden = false;
listen(acts);
new Others(form, saving, { renewed: (place, agreed) => showAgreed(place, agreed) });
saving.start();
