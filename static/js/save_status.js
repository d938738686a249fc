// The line that says what is saved, and the counts that a save changes.

const line = document.querySelector(".savestate");
const sprite = document.querySelector(".icon use").getAttribute("href").split("#")[0];

export function icon(name) {
  const SVG = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("class", `icon icon--${name}`);
  made.setAttribute("aria-hidden", "true");
  made.append(document.createElementNS(SVG, "use"));
  made.firstChild.setAttribute("href", `${sprite}#${name}`);
  return made;
}

// Said again only when it changes, or a screen reader would repeat it at every key.
function say(words, rest = "", { mark = "", failed = false } = {}) {
  if (line.textContent === words + rest) return;
  line.classList.toggle("savestate--failed", failed);
  const strong = document.createElement("strong");
  strong.textContent = words;
  const after = Object.assign(document.createElement("span"), {
    className: "savestate__when", textContent: rest,
  });
  line.replaceChildren(...(mark ? [icon(mark), strong] : [words]), after);
}

const saving = () => say("Saving…");
const saved = (at) => say("Saved", ` ${at}`, { mark: "tick" });
const failed = (words, rest = "") => say(words, rest, { mark: "warning", failed: true });
const numbers = (places) => places.map((place) => place.number).join(", ");

function signedOut(otherName) {
  return otherName ? `${otherName} is signed in here now.` : "You are signed out.";
}

export function report(state, isAnsweredNow) {
  if (state.halted) return failed("Not saved.", ` ${state.halted}`);
  if (state.isPaused) return failed("Not saved.", ` ${signedOut(state.otherName)}`);
  if (state.isTrying) return failed("Not saved, trying again");
  if (state.held.length) return failed("Not saved:", ` ${numbers(state.held)} was changed elsewhere too. Say what to keep.`);
  const rejected = state.rejected.filter((place) => !isAnsweredNow(place));
  if (rejected.length) return failed("Not saved:", ` look at ${numbers(rejected)}`);
  if (state.rejected.length) return say("Not saved yet");
  if (state.isUnsaved) return saving();
  if (state.isElsewhereUnsaved) return say("Changes not saved yet");
  if (state.at) return saved(state.at);
  return undefined;
}

export function showProgress({ answered, total, sections }) {
  const count = document.querySelector(".stickybar .progress__text strong, [data-answered]");
  count.textContent = `${answered} of ${total}`;
  const fill = document.querySelector(".stickybar .progress__fill");
  fill?.setAttribute("width", `${(100 * answered) / (total || 1)}%`);
  const list = document.querySelector(".sections");
  const items = new Map([...list.children].map((item) => [item.querySelector("a").pathname, item]));
  list.replaceChildren(...sections.map((section) => {
    const item = items.get(section.url) ?? newItem(section);
    showCount(item, section);
    return item;
  }));
}

function newItem(section) {
  const link = Object.assign(document.createElement("a"), { href: section.url });
  const parts = ["name", "count"].map((part) => (
    Object.assign(document.createElement("span"), { className: `sections__${part}` })
  ));
  link.append(icon(section.status), ...parts);
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function showCount(item, section) {
  item.querySelector(".icon").replaceWith(icon(section.status));
  item.querySelector(".sections__name").textContent = section.name;
  const count = item.querySelector(".sections__count");
  if (section.waits) return count.replaceChildren("not begun");
  const hidden = document.createElement("span");
  hidden.className = "govuk-visually-hidden";
  hidden.textContent = " answered";
  return count.replaceChildren(`${section.answered} of ${section.total}`, hidden);
}
