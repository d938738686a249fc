// “Add a row” to a list of tasks. Without this script, each save leaves two more rows to fill.

const BOXES = 3;

function renumbered(text, by) {
  return text.replace(/_([0-9]+)$/, (_, number) => `_${Number(number) + by}`);
}

function addRow(rows) {
  const last = [...rows.querySelectorAll(".tasks__row")].at(-1);
  const row = last.cloneNode(true);
  row.querySelectorAll(".govuk-error-message").forEach((error) => error.remove());
  for (const label of row.querySelectorAll("label")) label.htmlFor = renumbered(label.htmlFor, BOXES);
  for (const input of row.querySelectorAll("input")) {
    input.id = renumbered(input.id, BOXES);
    input.name = renumbered(input.name, BOXES);
    input.value = "";
    input.classList.remove("govuk-input--error");
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  const number = rows.querySelectorAll(".tasks__row").length + 1;
  row.querySelector("legend").textContent = `Task ${number}`;
  rows.append(row);
  row.querySelector("input").focus();
  return number;
}

export function addRows(form) {
  for (const more of form.querySelectorAll("[data-add-row]")) {
    const rows = more.parentElement.querySelector("[data-most]");
    const most = Number(rows.dataset.most);
    more.hidden = rows.children.length >= most;
    more.querySelector("button").addEventListener("click", () => {
      more.hidden = addRow(rows) >= most;
    });
  }
}
