// Shows who the child is within the page of a return, and takes it away again. Without it, the
// button leads to a page of its own.

import { whenIdle } from "./idle.js";

const form = document.querySelector("form.identity");
const opener = form?.querySelector(".identity__open");
let stopWaiting = null;

async function fetched() {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), cache: "no-store" });
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-identity]");
}

function hide(said) {
  stopWaiting?.();
  const held = form.nextElementSibling.contains(document.activeElement);
  form.nextElementSibling.remove();
  opener.setAttribute("aria-expanded", "false");
  if (held) opener.focus();
  status.textContent = said;
}

function show(found) {
  const box = document.createElement("section");
  box.className = "identity__box";
  box.setAttribute("aria-label", "Who this is about");
  box.tabIndex = -1;
  const close = Object.assign(document.createElement("button"), {
    type: "button", className: "govuk-button govuk-button--secondary", textContent: "Hide",
  });
  close.addEventListener("click", () => { hide("Hidden."); opener.focus(); });
  found.querySelector(":scope > p:last-child").replaceChildren(close);
  box.append(...found.childNodes);
  form.after(box);
  opener.setAttribute("aria-expanded", "true");
  box.focus();
  stopWaiting = whenIdle(() => hide("Hidden, because nobody used this page for ten minutes."));
}

async function open(event) {
  event.preventDefault();
  if (opener.getAttribute("aria-expanded") === "true") {
    hide("Hidden.");
    return;
  }
  const found = await fetched().catch(() => null);
  if (found) show(found);
  else form.submit();
}

const status = document.createElement("p");
if (form) {
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  opener.setAttribute("aria-expanded", "false");
  form.before(status);
  form.addEventListener("submit", open);
  // A page kept for the Back button would show it again without a record.
  window.addEventListener("pagehide", () => {
    if (opener.getAttribute("aria-expanded") === "true") hide("");
  });
}
