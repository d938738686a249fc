// Who a child is does not stay on a screen that nobody uses.

import { whenIdle } from "./idle.js";

const page = document.querySelector("[data-identity]");

function hide() {
  page.replaceChildren();
  window.location.replace(page.dataset.hide);
}

// A page kept for the Back button would show it again without a record.
window.addEventListener("pageshow", (event) => { if (event.persisted) hide(); });
whenIdle(hide);
