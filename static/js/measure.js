// The form of a measure: what does not apply to what is chosen is hidden. The server leaves it aside.

const form = document.querySelector("[data-measure]");

function chosen(name) {
  const field = form.querySelector(`input[name="${name}"]:checked, select[name="${name}"]`);
  return field?.value ?? "";
}

function isAmong(name, values) {
  return !form.querySelector(`[name="${name}"]`) || values.includes(chosen(name));
}

const RULES = {
  counts: () => isAmong("kind", ["share"]),
  not_recorded: () => isAmong("kind", ["share"]),
  not_applicable: () => isAmong("kind", ["share"]),
  percent_of_maximum: () => isAmong("kind", ["total"]),
  combines: () => isAmong("kind", ["share"]) && isSeveral(),
  case_rule: () => isGrouped(),
  lead_sector: () => isGrouped() && chosen("case_rule") === "lead",
};

function isSeveral() {
  const areas = form.querySelector('[name="item"]') && chosen("item") === "";
  return Boolean(areas || form.querySelector('[name="also"]:checked'));
}

function isGrouped() {
  return isAmong("kind", ["share"]) && isAmong("unit", ["case", "child"]);
}

function show() {
  for (const [name, applies] of Object.entries(RULES)) {
    const place = form.querySelector(`[data-field="${name}"]`);
    // A fault is never hidden: its link in the summary must lead somewhere.
    if (place) place.hidden = !applies() && !place.querySelector(".govuk-error-message");
  }
  for (const heading of form.querySelectorAll("[data-heading]")) heading.hidden = isEmpty(heading);
}

function isEmpty(heading) {
  for (let next = heading.nextElementSibling; next && !("heading" in next.dataset); next = next.nextElementSibling) {
    if (!next.hidden) return false;
  }
  return true;
}

if (form) {
  form.addEventListener("change", show);
  show();
}
