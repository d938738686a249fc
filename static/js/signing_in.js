// Signing in again without leaving the page, when the session has ended while it was filled in.
// Whoever signs in, what is written here is sent only for the person whose page it is.

const WAIT = "Too many tries. Wait 15 minutes, then sign in again.";
const NO_CONNECTION = "There is no connection just now. Try again in a moment.";
const FURTHER_STEP = "This account asks for one more step. Sign in in a new tab, then choose “Sign in” here.";

const dialog = document.getElementById("sign-in-again");
const { reader, name } = dialog.dataset;
const part = (selector) => dialog.querySelector(selector);
const login = part("#again-login");
const password = part("#again-password");
let tellOther = () => {};

// Who is signed in. The token of the page is renewed, as each session has its own.
export async function signedIn() {
  const response = await fetch(dialog.dataset.signedIn, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error("not answered");
  const who = await response.json();
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = who.token;
  return { ...who, isReader: who.id === reader };
}

function post(url, fields, token) {
  return fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Accept: "application/json", "X-CSRFToken": token },
  });
}

function fail(sentence) {
  const error = part("[data-error]");
  error.hidden = !sentence;
  error.textContent = sentence;
  if (sentence) password.focus();
}

function showSomebodyElse(otherName) {
  part("[data-other]").hidden = !otherName;
  part("[data-fields]").hidden = part("[data-go]").hidden = Boolean(otherName);
  part("[data-why]").hidden = Boolean(otherName);
  part("[data-sign-in-as-me]").textContent = `Sign ${otherName} out, and me in`;
  if (otherName) {
    fail(`${otherName} is signed in here now, but this page is ${name}’s. Nothing you wrote has been sent, and nothing is lost.`);
  }
}

async function errorsOf(response) {
  if (response.status === 429) return WAIT;
  const { form } = await response.json().catch(() => ({}));
  const fields = Object.values(form?.fields ?? {}).flatMap((field) => field.errors);
  return [...(form?.errors ?? []), ...fields].join(" ") || NO_CONNECTION;
}

async function tryToSignIn(done) {
  let who = await signedIn();
  if (!who.id) {
    const response = await post(dialog.dataset.signIn, { login: login.value, password: password.value }, who.token);
    if (!response.ok) return fail(await errorsOf(response));
    who = await signedIn();
    if (!who.id) return fail(FURTHER_STEP);
  }
  password.value = "";
  if (!who.isReader) {
    showSomebodyElse(who.name);
    part("[data-sign-in-as-me]").focus();
    return tellOther(who.name);
  }
  dialog.close();
  return done();
}

async function signOutOther() {
  const who = await signedIn();
  await post(dialog.dataset.signOut, {}, who.token);
  fail("");
  showSomebodyElse("");
  tellOther("");
  password.focus();
}

function guarded(task) {
  return async () => {
    try { await task(); } catch { fail(NO_CONNECTION); }
  };
}

// `told` hears the name of whoever has signed in instead of the reader.
export function ask(otherName, told) {
  if (dialog.open) return;
  tellOther = told;
  fail("");
  showSomebodyElse(otherName);
  dialog.showModal();
  (otherName ? part("#sign-in-again-heading") : password).focus();
}

// `done` runs once the reader is signed in again, here or in another tab.
export function whenSignedIn(done) {
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    guarded(() => tryToSignIn(done))();
  });
  part("[data-sign-in-as-me]").addEventListener("click", guarded(signOutOther));
  part("[data-later]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { password.value = ""; });
}

export function close() {
  if (dialog.open) dialog.close();
}
