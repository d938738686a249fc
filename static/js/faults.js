// What is wrong with an answer, said at its question once its reader has turned to another.

export function showFaults(question, { error, faults = [] }) {
  clearFaults(question);
  question.classList.add("question--error");
  const body = question.querySelector(".question__body") ?? question;
  const sentences = faults.length ? faults : [{ field: "", sentence: error }];
  const made = sentences.map(({ field, sentence }, at) => {
    const message = document.createElement("p");
    message.className = "govuk-error-message";
    message.id = `fault-${question.dataset.question}-${at}`;
    message.dataset.fault = field;
    const word = document.createElement("span");
    word.className = "govuk-visually-hidden";
    word.textContent = "Error: ";
    message.append(word, sentence ?? "This could not be saved. Shorten it, or write it again.");
    describe(question, field, message.id);
    return message;
  });
  body.prepend(...made);
}

function describe(question, field, id) {
  const control = [...question.elements].find((found) => found.name === field);
  if (!control) return;
  control.setAttribute("aria-invalid", "true");
  control.dataset.described = control.getAttribute("aria-describedby") ?? "";
  control.setAttribute("aria-describedby", `${control.dataset.described} ${id}`.trim());
}

export function clearFaults(question) {
  question.classList.remove("question--error");
  question.querySelectorAll(".govuk-error-message").forEach((message) => message.remove());
  for (const control of question.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    control.classList.remove("govuk-input--error", "govuk-textarea--error");
    if (!("described" in control.dataset)) continue;
    control.setAttribute("aria-describedby", control.dataset.described);
    if (!control.dataset.described) control.removeAttribute("aria-describedby");
    delete control.dataset.described;
  }
}
