// What is entered for a question, by its kind, as the server would read it: a state, and a value.

import { totalOf } from "./totals.js";

const NUMBER = /^-?[0-9]{1,13}(\.[0-9]{1,3})?$/;
const BESIDE_THE_ANSWER = ".reveal, .evidence-row, .conflict";
const MISSING = { state: "missing" };

export function answerInputs(question) {
  return [...question.querySelectorAll("input:not([type=hidden]), textarea, select")]
    .filter((input) => !input.closest(BESIDE_THE_ANSWER));
}

export function isBesideTheAnswer(input) {
  return Boolean(input.closest(BESIDE_THE_ANSWER));
}

const answered = (value) => ({ state: "answered", value });

const readers = {
  number: ([text]) => (NUMBER.test(text) ? answered(text) : MISSING),
  items: (texts, question) =>
    texts.some((text) => NUMBER.test(text)) ? answered(totalOf(question)) : MISSING,
  partial_date: ([, year]) => (year ? answered(year) : MISSING),
  quote: ([words]) => (words ? answered(words) : MISSING),
  tasks: (texts) => (texts.some(Boolean) ? answered(texts.find(Boolean)) : MISSING),
};

function everyBox(texts) {
  return texts.length && texts.every(Boolean) ? answered(texts.join(" ")) : MISSING;
}

export function entered(question) {
  const inputs = answerInputs(question);
  const state = inputs.find((input) => input.matches("[data-state]:checked"));
  if (state) return { state: state.value };
  const ticked = inputs.filter((input) => input.checked).map((input) => input.value);
  if (ticked.length) return answered(ticked);
  const typed = inputs.filter((input) => !input.matches("[type=radio], [type=checkbox]"));
  const read = readers[question.dataset.kind] ?? everyBox;
  return read(typed.map((input) => input.value.trim()), question);
}
