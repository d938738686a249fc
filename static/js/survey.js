// The page of a survey: shows what an answer makes relevant, and keeps choices that exclude each
// other apart. Everything works without it.

import { truth } from "./conditions.js";
import { answerInputs, entered, isBesideTheAnswer } from "./entered.js";
import { asksBeforeLeaving } from "./leaving.js";
import { addRows } from "./tasks.js";
import { showTotal } from "./totals.js";

const form = document.getElementById("section-form");
const elsewhere = JSON.parse(form.dataset.known || "{}");
const questions = [...form.querySelectorAll("[data-question]")];

function route() {
  const known = { ...elsewhere };
  for (const question of questions) {
    const tree = JSON.parse(question.dataset.showWhen ?? "null");
    const isAsked = !tree || truth(tree, known) === true;
    known[question.dataset.question] = isAsked ? entered(question) : { state: "not_asked" };
    if (tree) question.toggleAttribute("data-off", !isAsked);
  }
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

form.addEventListener("input", (event) => {
  keepApart(event.target);
  const block = event.target.closest("[data-kind=items]");
  if (block) showTotal(block);
  route();
});
route();
addRows(form);
asksBeforeLeaving(form);
