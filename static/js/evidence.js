// On phones, what may be kept beside an answer folds behind one button until it is wanted.

for (const row of document.querySelectorAll("[data-evidence]")) {
  for (const part of row.querySelectorAll("details.evidence")) {
    part.classList.toggle("evidence--kept", part.open || Boolean(part.querySelector(".evidence__kept")));
  }
  const more = document.createElement("button");
  more.type = "button";
  more.className = "linklike evidence__more";
  more.setAttribute("aria-expanded", "false");
  const number = row.closest("[data-question]").dataset.number;
  more.textContent = "Add note or evidence";
  more.append(Object.assign(document.createElement("span"), {
    className: "govuk-visually-hidden", textContent: ` to ${number}`,
  }));
  more.addEventListener("click", () => {
    row.removeAttribute("data-folded");
    more.hidden = true;
    row.querySelector("summary").focus();
  });
  row.setAttribute("data-folded", "");
  row.prepend(more);
}
