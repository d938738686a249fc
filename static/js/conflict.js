// Two answers to one question, side by side under it: keep one, or put their texts together.

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function firstControl(question) {
  return question.querySelector("input:checked, textarea, input:not([type=hidden])");
}

export function showConflict(place, answer, saving, renewed) {
  place.question.querySelector(".conflict")?.remove();
  const block = fragment(answer.conflict).querySelector("[data-conflict]");
  place.question.querySelector(".question__foot").before(block);
  block.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-keep]")?.dataset.keep;
    if (choice) decide[choice](place, answer, saving, block, renewed);
  });
  // Nobody who is writing elsewhere by now is torn away; the status line tells them.
  const { activeElement } = document;
  if (activeElement === document.body || place.question.contains(activeElement)) block.focus();
}

const decide = {
  mine(place, answer, saving, block) {
    block.remove();
    saving.release(place, answer.version);
    firstControl(place.question)?.focus();
  },
  theirs(place, answer, saving, block, renewed) {
    const question = fragment(answer.question).querySelector("[data-question]");
    saving.replace(place, question, answer.version);
    renewed(question);
    firstControl(question)?.focus();
  },
  both(place, answer, saving, block) {
    for (const text of block.querySelectorAll("[data-merges]")) {
      const field = place.form.elements[text.dataset.merges];
      field.value = text.value;
    }
    decide.mine(place, answer, saving, block);
  },
};
