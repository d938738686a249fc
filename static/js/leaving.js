// Nobody leaves a page with something in a form that was not sent, unless they say so. Forms that
// save themselves see to it on their own; see saves_itself.js.

export function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  const options = [...field.options];
  const before = Math.max(0, options.findIndex((option) => option.defaultSelected));
  return field.multiple ? options.some((option) => option.selected !== option.defaultSelected) : field.selectedIndex !== before;
}

function isWritten(field) {
  return field.matches("textarea, select, input:not([type=hidden], [type=submit])");
}

// What came back with a fault was not saved either, though it is what the page was made with.
export function asksBeforeLeaving(form) {
  const wasRefused = Boolean(form.querySelector(".govuk-error-message"));
  let isSent = false;
  form.addEventListener("submit", () => { isSent = true; });
  window.addEventListener("pageshow", () => { isSent = false; });
  window.addEventListener("beforeunload", (event) => {
    const isUnsaved = wasRefused || [...form.elements].filter(isWritten).some(isChanged);
    if (!isSent && isUnsaved) event.preventDefault();
  });
}
