// A form that saves each of its places as it is filled in: says how that stands, asks the reader
// to sign in again, and lets nobody leave with something unsaved. Everything works without it.

import { report, showProgress } from "./save_status.js";
import { Saving } from "./saving.js";
import { ask, close, signedIn, whenSignedIn } from "./signing_in.js";

const PLACES = "fieldset[data-question], fieldset[data-saves]";

function isTyped(input) {
  return input.matches("textarea, input:not([type=radio], [type=checkbox])");
}

// `told` may have: saved(place), conflict(place, answer), faults(place, answer), and
// isAnsweredNow(place), whose faults can wait. The page calls start() once it has been set up.
export function savesItself(form, told = {}) {
  let isLeaving = false;
  const signInButton = document.createElement("button");

  function changed() {
    report(saving, told.isAnsweredNow ?? (() => false));
    signInButton.hidden = !saving.isPaused;
  }

  const saving = new Saving(form, [...form.querySelectorAll(PLACES)], document.getElementById("sign-in-again").dataset, {
    conflict() {},
    faults() {},
    ...told,
    changed,
    saved(place, answer) {
      told.saved?.(place, answer);
      if (answer.sections) showProgress(answer);
    },
    signedOut: (answer) => signedOut(answer.signed_in_as),
    isSignedIn: () => signedIn().then((who) => who.isReader, () => true),
  });

  form.addEventListener("input", (event) => {
    const { target } = event;
    if (target.closest(".conflict") || target.type === "file") return;
    const question = target.closest("[data-question], [data-saves]");
    if (question) return saving.change(question, isTyped(target) ? undefined : 0);
    saving.isElsewhereUnsaved = true;
    changed();
  });
  form.addEventListener("focusout", (event) => {
    const question = event.target.closest("[data-question], [data-saves]");
    if (!question || question.contains(event.relatedTarget)) return;
    if (saving.placeOf(question)?.isChanged) saving.change(question, 0);
    changed();
  });

  // Sent by its buttons only once nothing that was typed is on its way.
  form.addEventListener("submit", async (event) => {
    if (isLeaving) return;
    event.preventDefault();
    if (!(await saving.finish()) || !(await isSignedIn())) return;
    isLeaving = true;
    form.requestSubmit(event.submitter);
  });

  async function isSignedIn() {
    try {
      const who = await signedIn();
      if (!who.isReader) signedOut(who.name);
      return who.isReader;
    } catch {
      saving.noConnection();
      return false;
    }
  }

  function signedOut(name = "") {
    saving.isPaused = true;
    saving.otherName = name;
    changed();
    ask(name, signedOut);
  }

  function resume() {
    close();
    saving.otherName = "";
    saving.resume();
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const isPlain = !(event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey);
    if (!link || !isPlain || link.target || !saving.isUnsaved || link.origin !== location.origin) return;
    if (link.pathname === location.pathname && link.hash) return;
    event.preventDefault();
    await saving.finish();
    location.assign(link.href);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saving.now();
  });
  window.addEventListener("focus", async () => {
    if (!saving.isPaused) return;
    const who = await signedIn().catch(() => ({}));
    if (who.isReader) resume();
  });
  window.addEventListener("pageshow", () => { isLeaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && (saving.isUnsaved || saving.isElsewhereUnsaved)) event.preventDefault();
  });

  signInButton.type = "button";
  signInButton.className = "linklike";
  signInButton.textContent = "Sign in";
  signInButton.hidden = true;
  signInButton.addEventListener("click", () => signedOut(saving.otherName));
  document.querySelector(".savestate").after(signInButton);
  whenSignedIn(resume);
  // What is typed here is never put back from an earlier visit over what was saved since.
  form.setAttribute("autocomplete", "off");
  return saving;
}
