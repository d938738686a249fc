// Saves each line as it is answered, and shows who a case is about within its line. Without this
// file the one button of the page does both.

import { whenIdle } from "./idle.js";

const form = document.querySelector("[data-known]");
const progress = document.querySelector("[data-progress]");
const SIGNED_OUT = "This is not saved: you are signed out. Sign in in another tab, then choose again.";
const NOT_REACHED = "This is not saved: the service cannot be reached. It is tried again when you choose again.";

const stateOf = (row) => row.querySelector("input[type=radio]:checked")?.value ?? "";

function told(row, text, isError) {
  const errors = row.querySelector("[data-errors]");
  errors.replaceChildren();
  row.classList.toggle("known__row--wrong", isError);
  row.querySelector("[data-said]").textContent = isError ? "" : text;
  if (!isError) return;
  const line = Object.assign(document.createElement("p"), { className: "govuk-error-message", textContent: text });
  errors.append(line);
}

// Whom is asked where the case is known; a reason always may be, and must be for some answers.
function fit(row) {
  const state = stateOf(row);
  row.querySelector("[data-whom]").hidden = state !== "known";
  const reason = row.querySelector("[data-reason]");
  const isWrong = row.classList.contains("known__row--wrong");
  reason.hidden = !isWrong && state !== "declined" && !reason.querySelector("input").value;
}

function sent(row) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const field of row.querySelectorAll("input")) {
    if (["radio", "checkbox"].includes(field.type) && !field.checked) continue;
    if (field.name.endsWith("-whom") && stateOf(row) !== "known") continue;
    body.append(field.name, field.value);
  }
  return body;
}

async function post(row) {
  const answer = await fetch(row.dataset.say, { method: "POST", body: sent(row), redirect: "manual", cache: "no-store" });
  const isJson = answer.headers.get("Content-Type")?.includes("json");
  return { status: answer.status, said: isJson ? await answer.json() : null };
}

function take(row, { status, said }) {
  if (!said?.seen) {
    told(row, said?.error ?? SIGNED_OUT, true);
    return;
  }
  row.querySelector("input[name$='-seen']").value = said.seen;
  if (status === 409) {
    for (const radio of row.querySelectorAll("input[type=radio]")) radio.checked = radio.value === said.state;
  }
  told(row, status === 200 ? `Saved: ${said.label}.` : said.error, status !== 200);
  if (status === 200) {
    progress.textContent = said.progress;
    const opener = row.querySelector("[data-opens]");
    if (opener) opener.hidden = !said.open;
    if (!said.open) hide(row);
  }
}

// One at a time for a line; what was chosen meanwhile goes after it.
async function save(row) {
  if (row.isBusy) { row.isWaiting = true; return; }
  row.isBusy = true;
  do {
    row.isWaiting = false;
    try {
      take(row, await post(row));
    } catch {
      told(row, NOT_REACHED, true);
    }
  } while (row.isWaiting);
  row.isBusy = false;
  fit(row);
}

function changed(event) {
  const row = event.target.closest("[data-row]");
  if (!row) return;
  fit(row);
  const reason = row.querySelector("[data-reason] input");
  if (stateOf(row) === "declined" && !reason.value.trim()) {
    if (event.target.type === "radio") told(row, "Say why your agency declines. It is saved then.", false);
    return;
  }
  if (stateOf(row)) save(row);
}

function hide(row) {
  row.stopWaiting?.();
  row.querySelector("[data-who]")?.remove();
  row.querySelector("[data-opens]")?.setAttribute("aria-expanded", "false");
}

async function look(event) {
  const opener = event.target.closest("[data-opens]");
  if (!opener) return;
  event.preventDefault();
  const row = opener.closest("[data-row]");
  if (row.querySelector("[data-who]")) { hide(row); return; }
  for (const other of form.querySelectorAll("[data-row]")) hide(other);
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(row.dataset.look, { method: "POST", body, cache: "no-store" }).catch(() => null);
  const page = answer?.ok && !answer.redirected
    ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-identity]") : null;
  if (!page) { told(row, "Who this is cannot be shown now. Try again.", true); return; }
  const who = Object.assign(document.createElement("div"), { className: "known__who", tabIndex: -1 });
  who.dataset.who = "";
  who.setAttribute("role", "group");
  who.setAttribute("aria-label", "Who this is");
  who.append(page.querySelector(".facts") ?? page.querySelector(".empty"));
  opener.after(who);
  opener.setAttribute("aria-expanded", "true");
  who.focus();
  row.stopWaiting = whenIdle(() => hide(row));
}

if (form) {
  const rows = [...form.querySelectorAll("[data-row]")];
  for (const row of rows) {
    fit(row);
    row.querySelector("[data-opens]")?.setAttribute("aria-expanded", String(Boolean(row.querySelector("[data-who]"))));
  }
  form.querySelector("[data-save-all]").closest(".buttons").hidden = true;
  form.addEventListener("change", changed);
  form.addEventListener("click", look);
  // The Enter key in a reason saves its line.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.activeElement?.blur();
  });
  // A page kept for the Back button would show names again without a record.
  window.addEventListener("pagehide", () => rows.forEach(hide));
}
