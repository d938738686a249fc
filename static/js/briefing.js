// On the page where a briefing is written: counts text as it will be printed, and inserts figures.
const form = document.querySelector("#briefing");
const references = [...form.querySelectorAll("[data-reference]")];
const values = new Map(references.map((each) => [each.dataset.reference.slice(2, -2), each.dataset.value]));
const counted = [...form.querySelectorAll("[data-counted]")];
let last = null;

function known(name) {
  const value = values.get(name);
  return value ?? values.get(name.replace(/\.share$/, ""));
}

function filled(text) {
  return text.replace(/\[\[([^[\]]*)\]\]/g, (whole, name) => known(name.trim()) ?? whole);
}

function printed(field) {
  return [...filled(field.value).replaceAll("*", "").replace(/\s+/g, " ").trim()];
}

function countField(field) {
  const line = document.getElementById(field.getAttribute("aria-describedby"));
  const allowed = Number(line.dataset.allowed);
  const length = printed(field).length;
  if (allowed) {
    line.querySelector("[data-length]").textContent = length;
    line.classList.toggle("briefing__count--over", length > allowed);
  }
  const reads = field.value.includes("[[") ? `Reads: ${filled(field.value)}` : "";
  line.querySelector("[data-reads]").textContent = reads && allowed ? ` · ${reads}` : reads;
}

function countSection(field) {
  const section = field.closest("section");
  const line = section.querySelector("[data-section-count]");
  if (!line) return;
  const lengths = [...section.querySelectorAll("[data-counted]")].map((each) => printed(each).length);
  const written = lengths.filter(Boolean);
  const joined = "joined" in line.dataset ? written.length : 0;
  const used = written.reduce((sum, length) => sum + length, joined);
  line.querySelector("strong").textContent = used;
  line.classList.toggle("briefing__count--over", used > Number(line.dataset.allowed));
}

function count(field) {
  countField(field);
  countSection(field);
}

function insert(token) {
  if (!last) return;
  last.setRangeText(token, last.selectionStart, last.selectionEnd, "end");
  last.focus();
  count(last);
}

function addInsertButton(reference) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "linklike";
  button.textContent = "Insert";
  const said = document.createElement("span");
  said.className = "govuk-visually-hidden";
  said.textContent = ` ${reference.dataset.reference}`;
  button.append(said);
  button.addEventListener("click", () => insert(reference.dataset.reference));
  reference.append(" ", button);
}

function sayNotSaved() {
  const state = document.querySelector("#savestate strong");
  if (state.textContent === "Not saved") return;
  document.querySelector("#savestate").replaceChildren(state);
  state.textContent = "Not saved";
}

form.addEventListener("input", sayNotSaved);
for (const field of counted) {
  field.addEventListener("focus", () => { last = field; });
  field.addEventListener("input", () => count(field));
}
last = counted[0] ?? null;
references.forEach(addInsertButton);
