// Who a child is does not stay on a screen that nobody uses.

const IDLE_MINUTES = 10;
const page = document.querySelector("[data-identity]");
let timer;

function hide() {
  page.replaceChildren();
  window.location.replace(page.dataset.hide);
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(hide, IDLE_MINUTES * 60 * 1000);
}

for (const sign of ["pointermove", "keydown", "scroll", "touchstart"]) {
  document.addEventListener(sign, wait, { passive: true });
}
// A page kept for the Back button would show it again without a record.
window.addEventListener("pageshow", (event) => { if (event.persisted) hide(); });
wait();
