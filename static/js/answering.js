// The page of one section: shows what an answer makes relevant, keeps choices that exclude each
// other apart, and warns before unsaved typing is left. Everything works without it.

import { questionsIn, truth } from "./conditions.js";
import { answerInputs, entered, isBesideTheAnswer } from "./entered.js";
import { addRows } from "./tasks.js";
import { showTotal } from "./totals.js";

const NOT_SAID = {
  not_applicable: "not applicable",
  not_recorded: "not recorded",
  missing: "not answered yet",
  not_asked: "not asked",
};
const form = document.getElementById("section-form");
const elsewhere = JSON.parse(form.dataset.known || "{}");
const questions = [...form.querySelectorAll("[data-question]")];
const byKey = Object.fromEntries(questions.map((found) => [found.dataset.question, found]));

function words(key, answer) {
  if (!byKey[key]) return elsewhere[key]?.shown ?? "";
  const number = byKey[key].dataset.number;
  if (answer.state !== "answered") return `${number} is ${NOT_SAID[answer.state]}`;
  if (answer.value === null) return `${number} has no total yet`;
  const labels = answerInputs(byKey[key])
    .filter((input) => input.checked)
    .map((input) => input.labels[0].firstChild.textContent.trim());
  return `${number} is “${labels.join("; ") || answer.value}”`;
}

function route() {
  const known = { ...elsewhere };
  for (const question of questions) {
    const tree = JSON.parse(question.dataset.showWhen ?? "null");
    const isAsked = !tree || truth(tree, known) === true;
    known[question.dataset.question] = isAsked ? entered(question) : { state: "not_asked" };
    if (tree) show(question, isAsked, questionsIn(tree).map((key) => words(key, known[key])));
  }
}

function show(question, isAsked, reasons) {
  question.toggleAttribute("data-off", !isAsked);
  const line = form.querySelector(`[data-off-line="${question.dataset.question}"]`);
  // A prompt that is not asked just goes.
  if (line) line.querySelector("[data-because]").textContent = reasons.filter(Boolean).join(" and ");
}

function keepApart(input) {
  const question = input.closest("[data-question]");
  if (!question || isBesideTheAnswer(input)) return;
  if (input.type === "checkbox" && !input.checked) return;
  const isState = input.matches("[data-state]");
  for (const other of answerInputs(question)) {
    if (other === input || other.type !== "checkbox") continue;
    if (isState || other.matches("[data-state]")) other.checked = false;
  }
}

function clear(event) {
  const button = event.target.closest("[name=clear]");
  if (!button) return;
  event.preventDefault();
  for (const input of answerInputs(button.closest("[data-question]"))) input.checked = false;
  changed();
}

const savestate = document.querySelector(".savestate");
let unsaved = Boolean(document.querySelector(".govuk-error-summary, .conflict"));

function changed() {
  unsaved = true;
  savestate.replaceChildren("Changes not saved yet");
  route();
}

form.addEventListener("input", (event) => {
  keepApart(event.target);
  const block = event.target.closest("[data-kind=items]");
  if (block) showTotal(block);
  changed();
});
form.addEventListener("click", clear);
form.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
form.querySelectorAll("[data-kind=items]").forEach(showTotal);
addRows(form);
route();
