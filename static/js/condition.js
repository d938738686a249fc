// The condition editor without reloading: every press goes to the server as it would without this
// script, and only the condition is put in place of what the page shows. Nothing is saved.

const form = document.querySelector("#part");
const status = document.querySelector("#builder-moves");
let newest = 0;

function focusAfter(press, was) {
  const when = document.querySelector("#when");
  const [, verb, place] = press.split(":");
  const buttons = (start) => [...when.querySelectorAll(`button[value^="${start}"]`)];
  if (verb === "add-rule" || verb === "add-group") {
    const selects = [...when.querySelectorAll(".when__question")];
    const fresh = selects.filter((each) => !was.has(each.id));
    return (fresh[0] ?? selects.at(-1) ?? buttons(press)[0])?.focus();
  }
  if (verb === "remove") return (buttons("when:add-rule:")[0] ?? when).focus();
  const same = buttons(press)[0] ?? document.getElementById(press);
  (same ?? document.getElementById(`when-${place}-question`))?.focus();
}

async function renew(press, focus) {
  const turn = ++newest;
  const body = new FormData(form);
  body.set("press", press);
  const was = new Set([...document.querySelectorAll("#when .when__question")].map((each) => each.id));
  try {
    const answer = await fetch(window.location.href, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = fresh.querySelector("#when");
    if (!now) throw new Error("no condition");
    if (turn !== newest) return;
    document.querySelector("#when").replaceWith(document.adoptNode(now));
    focus(was);
    status.textContent = document.querySelector("#when .reads p")?.textContent ?? "";
    count();
  } catch {
    status.textContent = "The condition could not be shown. Check your connection, then try again.";
  }
}

// How many returns would meet it, put where the link to that page stands.
async function count() {
  const place = document.querySelector("#when [data-count]");
  if (!place) return;
  try {
    const answer = await fetch(place.dataset.count);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector("[data-counted]");
    if (said) place.textContent = said.textContent.trim();
    else place.remove();
  } catch {
    // The link to the page stays.
  }
}

if (form?.querySelector("#when")) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="press"][value^="when:"]');
    if (!button) return;
    event.preventDefault();
    renew(button.value, (was) => focusAfter(button.value, was));
  });
  form.addEventListener("change", (event) => {
    const field = event.target.closest("[data-when-choice], [data-when-typed]");
    if (!field) return;
    const place = field.dataset.whenChoice ?? field.dataset.whenTyped;
    renew(`when:refresh:${place}`, () => {
      // Typing may have gone on in another field meanwhile.
      const again = document.getElementById(field.id);
      if (document.activeElement === document.body) again?.focus();
    });
  });
  count();
}
