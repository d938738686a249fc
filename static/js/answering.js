// The page of one section: shows what an answer makes relevant, keeps choices that exclude each
// other apart, and saves each answer as it is given. Everything works without it.

import { CharacterCount, createAll } from "../vendor/govuk/govuk-frontend.min.js";
import { questionsIn, truth } from "./conditions.js";
import { showConflict } from "./conflict.js";
import { answerInputs, entered, isBesideTheAnswer } from "./entered.js";
import { clearFaults, showFaults } from "./faults.js";
import { savesItself } from "./saves_itself.js";
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
  const question = button.closest("[data-question]");
  for (const input of answerInputs(question)) input.checked = false;
  route();
  saving.change(question, 0);
}

// saving

const faults = new Map();
const isAnsweredNow = (place) => place.question.contains(document.activeElement);
const saving = savesItself(form, {
  isAnsweredNow,
  saved(place) {
    faults.delete(place.key);
    clearFaults(place.question);
  },
  conflict: (place, answer) => showConflict(place, answer, saving, renewed),
  faults(place, answer) {
    faults.set(place.key, answer);
    if (!isAnsweredNow(place)) showFaults(place.question, answer);
  },
});

function renewed(question) {
  questions.splice(questions.indexOf(byKey[question.dataset.question]), 1, question);
  byKey[question.dataset.question] = question;
  createAll(CharacterCount, undefined, question);
  if (question.dataset.kind === "items") showTotal(question);
  addRows(question);
  route();
}

form.addEventListener("input", (event) => {
  const { target } = event;
  if (target.closest(".conflict") || target.type === "file") return;
  keepApart(target);
  const question = target.closest("[data-question]");
  if (!question) return;
  if (question.dataset.kind === "items") showTotal(question);
  route();
  if (faults.delete(question.dataset.question)) clearFaults(question);
});
form.addEventListener("focusout", (event) => {
  const question = event.target.closest("[data-question]");
  if (!question || question.contains(event.relatedTarget)) return;
  const { question: key } = question.dataset;
  if (faults.has(key)) showFaults(question, faults.get(key));
});
form.addEventListener("click", clear);

form.querySelectorAll("[data-kind=items]").forEach(showTotal);
addRows(form);
route();
saving.start();
