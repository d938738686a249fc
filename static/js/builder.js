// The builder: fields of the chosen kind, and questions moved by handle or by keys.

const editor = document.querySelector("#part");
const said = document.querySelector("#builder-moves");

const GROUPS = {
  scale: ["choice", "choices", "grade", "profile"],
  items: ["items", "profile"],
  range: ["number", "items"],
  total: ["items"],
  length: ["text", "quote"],
  lines: ["text"],
  rating: ["choice", "grade"],
};

function belongs(group, kind) {
  return group === "answered" ? kind !== "prompt" : (GROUPS[group] ?? []).includes(kind);
}

function showFieldsOfKind(kind) {
  for (const part of editor.querySelectorAll("[data-group]")) {
    part.hidden = !belongs(part.dataset.group, kind.value);
  }
}

function showFactsOfScale(scale) {
  for (const facts of editor.querySelectorAll("[data-scale]")) {
    facts.hidden = facts.dataset.scale !== scale.value;
  }
  const written = editor.querySelector("[data-new-scale]");
  if (scale.value === "+") {
    written.open = true;
    written.querySelector("textarea").focus();
  }
}

// A new question is required as its kind usually is, until somebody says otherwise.
const USUALLY_OPTIONAL = ["text", "quote", "tasks", "prompt"];

function requireAsUsual(kind) {
  const required = editor.querySelector("#id_required");
  let said = false;
  required.addEventListener("change", () => { said = true; });
  kind.addEventListener("change", () => {
    if (!said) required.checked = !USUALLY_OPTIONAL.includes(kind.value);
  });
}

function followKindAndScale() {
  const kind = editor?.querySelector("#id_kind");
  const scale = editor?.querySelector("#id_scale");
  kind?.addEventListener("change", () => showFieldsOfKind(kind));
  scale?.addEventListener("change", () => showFactsOfScale(scale));
  if (kind) showFieldsOfKind(kind);
  if (kind && "new" in editor.dataset) requireAsUsual(kind);
}

// Everything on the page that a move may have changed, but for what is being typed.
function renew(text, open) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll("[data-renewed]")) {
    const now = fresh.querySelector(`[data-renewed="${part.dataset.renewed}"]`);
    if (now) part.replaceChildren(...now.childNodes);
  }
  document.querySelector(".builder-fold").open = true;
  for (const section of document.querySelectorAll(".outline__section")) {
    if (open.has(section.dataset.key)) section.querySelector("details").open = true;
  }
}

async function move(row, fields) {
  const open = new Set([...document.querySelectorAll(".outline__section")]
    .filter((section) => section.querySelector("details").open).map((section) => section.dataset.key));
  const body = new URLSearchParams({
    csrfmiddlewaretoken: document.querySelector("#part [name=csrfmiddlewaretoken], .builder [name=csrfmiddlewaretoken]").value,
    next: window.location.pathname,
    ...fields,
  });
  const key = row.dataset.key;
  const isSection = row.matches(".outline__section");
  try {
    const answer = await fetch(row.dataset.move, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    renew(await answer.text(), open);
  } catch {
    said.textContent = "Not moved. Check your connection, then try again.";
    return;
  }
  tell(document.querySelector(`[data-move][data-key="${CSS.escape(key)}"]${isSection ? ".outline__section" : ".outline__row"}`));
}

// Focus goes back to what was moved, and where it is now is said aloud.
function tell(moved) {
  const section = moved.closest(".outline__section");
  const title = section.querySelector(".outline__title").textContent;
  if (moved === section) {
    section.querySelector("summary").focus();
    said.textContent = `Section ${title}`;
    return;
  }
  section.querySelector("details").open = true;
  const link = moved.querySelector("a");
  link.focus();
  said.textContent = `${link.textContent}, in section ${title}`;
}

function moveByKeys(outline) {
  outline.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const part = event.target.closest(".outline__row[data-move]")
      ?? event.target.closest("summary")?.closest(".outline__section");
    if (!part) return;
    event.preventDefault();
    move(part, { to: event.key === "ArrowUp" ? "up" : "down" });
  });
}

function placeOf(row, lifted) {
  const rows = [...row.closest(".outline__questions").querySelectorAll(".outline__row[data-move]")];
  return rows.filter((each) => each !== lifted).indexOf(row) + 1;
}

function scrollNearEdges(y) {
  const edge = 60;
  if (y < edge) window.scrollBy(0, -12);
  if (y > window.innerHeight - edge) window.scrollBy(0, 12);
}

function moveByHandle(outline) {
  let lifted = null;
  let target = null;
  const point = (next) => {
    target?.classList.remove("outline__row--target");
    target = next;
    target?.classList.add("outline__row--target");
  };
  outline.addEventListener("pointerdown", (event) => {
    if (!event.target.matches(".outline__handle") || event.button !== 0) return;
    event.preventDefault();
    lifted = event.target.closest(".outline__row");
    lifted.classList.add("outline__row--lifted");
  });
  document.addEventListener("pointermove", (event) => {
    if (!lifted) return;
    scrollNearEdges(event.clientY);
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const section = under?.closest(".outline__section");
    if (section) section.querySelector("details").open = true;
    const row = under?.closest(".outline__row[data-move], .outline__add");
    point(row && row !== lifted ? row : null);
  });
  document.addEventListener("pointerup", () => {
    if (!lifted) return;
    const row = lifted;
    row.classList.remove("outline__row--lifted");
    lifted = null;
    const before = target;
    point(null);
    if (!before) return;
    const section = before.closest(".outline__section").dataset.key;
    if (before.matches(".outline__add")) move(row, { section, place: "" });
    else move(row, { section, place: String(placeOf(before, row)) });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !lifted) return;
    lifted.classList.remove("outline__row--lifted");
    lifted = null;
    point(null);
  });
}

function unfoldOutlineOnWideScreens() {
  const fold = document.querySelector(".builder-fold");
  const wide = window.matchMedia("(min-width: 56.25rem)");
  const follow = () => { if (fold) fold.open = wide.matches; };
  wide.addEventListener("change", follow);
  follow();
}

followKindAndScale();
unfoldOutlineOnWideScreens();
const outline = document.querySelector(".builder__outline");
if (outline) {
  moveByKeys(outline);
  moveByHandle(outline);
}
