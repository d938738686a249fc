// One stop for the Tab key in the matrix; the arrow keys move between its links.
// Without this file every link is a stop of its own.

const STEPS = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
};

function rowsOf(table) {
  const rows = [...table.querySelectorAll("tbody tr:not(.matrix__group)")];
  return rows.flatMap((row) => {
    const places = [...row.children].map((cell) => [...cell.querySelectorAll("a")]);
    const height = Math.max(...places.map((links) => links.length));
    // Links that share a place stand one under the other.
    return Array.from({ length: height }, (_, at) => places.map((links) => links[at] ?? null));
  });
}

function placeOf(rows, link) {
  const row = rows.findIndex((cells) => cells.includes(link));
  return [row, rows[row]?.indexOf(link)];
}

// Over cells without a link, as far as the edge.
function linkTowards(rows, [row, column], [down, across]) {
  let at = [row + down, column + across];
  while (rows[at[0]] && at[1] >= 0 && at[1] < rows[at[0]].length) {
    const link = rows[at[0]][at[1]];
    if (link) return link;
    at = [at[0] + down, at[1] + across];
  }
  return null;
}

function edgeOf(rows, [row], event) {
  const cells = event.ctrlKey ? rows.flat() : rows[row];
  const links = cells.filter(Boolean);
  return event.key === "Home" ? links[0] : links.at(-1);
}

function target(rows, event) {
  const place = placeOf(rows, event.target.closest("a"));
  if (STEPS[event.key] && !event.ctrlKey) return linkTowards(rows, place, STEPS[event.key]);
  return ["Home", "End"].includes(event.key) ? edgeOf(rows, place, event) : null;
}

function makeTheOnlyStop(links, chosen) {
  for (const link of links) link.tabIndex = link === chosen ? 0 : -1;
}

function moveByArrowKeys(table) {
  const rows = rowsOf(table);
  const links = rows.flat().filter(Boolean);
  makeTheOnlyStop(links, links[0]);
  table.addEventListener("focusin", (event) => makeTheOnlyStop(links, event.target.closest("a")));
  table.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.shiftKey) return;
    const next = target(rows, event);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

for (const table of document.querySelectorAll("[data-matrix]")) moveByArrowKeys(table);
for (const hint of document.querySelectorAll(".matrix-keys")) hint.hidden = false;
