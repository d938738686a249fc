// The preview follows what is tried in it: each change is sent as “Show what follows” would send
// it, and what comes back takes its place. Beside the builder it is fetched first.

let newest = 0;

async function put(place, request) {
  const turn = ++newest;
  const focused = document.activeElement?.id;
  try {
    const answer = await request();
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#preview");
    if (!fresh || turn !== newest) return;
    const body = place.querySelector(".preview__body");
    const scrolled = body?.scrollTop ?? 0;
    place.replaceChildren(document.adoptNode(fresh));
    const now = place.querySelector(".preview__body");
    const edited = markEdited(place);
    if (body) now.scrollTop = scrolled;
    else if (edited) now.scrollTop = edited.getBoundingClientRect().top - now.getBoundingClientRect().top - 12;
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
    showTyped();
  } catch {
    // What is there stays; the link and the button go on working.
  }
}

function placeOf(form) {
  return form.closest("#preview").parentElement;
}

function follow(event) {
  const form = event.target.closest("#preview-form");
  if (!form) return;
  if (event.type === "change" && event.target.matches("textarea, [name$=_note]")) return;
  const body = new FormData(form);
  if (event.type === "click") {
    const button = event.target.closest("[name=clear]");
    if (!button) return;
    event.preventDefault();
    body.set("clear", button.value);
  }
  keepApart(event.target, body);
  put(placeOf(form), () => fetch(form.action, { method: "POST", body }));
}

// “Not recorded” beside an answer takes the answer's place, as on the page of a return.
function keepApart(input, body) {
  if (input.type !== "checkbox" || !input.checked) return;
  const question = input.closest("[data-question]");
  const isState = input.matches("[data-state]");
  for (const other of question?.querySelectorAll("input[type=checkbox]") ?? []) {
    if (other === input || !(isState || other.matches("[data-state]"))) continue;
    const kept = body.getAll(other.name).filter((value) => value !== other.value);
    body.delete(other.name);
    for (const value of kept) body.append(other.name, value);
  }
}

// The question being edited, or the line that says why it is not asked.
function markEdited(place) {
  const key = place.dataset.edited?.startsWith("question:") ? place.dataset.edited.slice(9) : "";
  const found = key && place.querySelector(`[data-question="${CSS.escape(key)}"], [data-not-asked="${CSS.escape(key)}"]`);
  found?.classList.add("preview__edited");
  return found || null;
}

// Words being written in the editor are shown before they are saved.
function showTyped() {
  const card = document.querySelector("[data-preview]");
  const [kind, key] = card?.dataset.edited.split(":") ?? [];
  if (kind !== "question" || !key) return;
  const shown = card.querySelector(`[data-question="${CSS.escape(key)}"]`);
  const text = document.querySelector("#id_text");
  const heading = shown?.querySelector("legend h2");
  if (heading && text && text.value !== text.defaultValue) heading.firstChild.textContent = text.value;
}

function load(card) {
  card.dataset.loaded = "1";
  put(card, () => fetch(card.dataset.preview));
}

function loadAll() {
  for (const card of document.querySelectorAll("[data-preview]:not([data-loaded])")) load(card);
}

document.addEventListener("change", follow);
document.addEventListener("click", follow);
document.querySelector("#id_text")?.addEventListener("input", showTyped);
loadAll();
// The builder renews this column when questions are moved.
const beside = document.querySelector("[data-renewed=beside]");
if (beside) new MutationObserver(loadAll).observe(beside, { childList: true });
