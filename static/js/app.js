import { createAll, Button, CharacterCount, ErrorSummary } from "../vendor/govuk/govuk-frontend.min.js";
import { asksBeforeLeaving } from "./leaving.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(ErrorSummary);
createAll(CharacterCount);
createAll(Button);

function closeMenuOnEscape() {
  const menu = document.querySelector("details.menu");
  menu?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

closeMenuOnEscape();
for (const form of document.querySelectorAll("form[data-asks-before-leaving]")) asksBeforeLeaving(form);
