// Asks this same page how far the work is and shows its answer, until the work has ended.
const EVERY = 700;
const MISSED = 20;

async function latest() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error("no answer");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-job]");
}

// The status is replaced only when it says something new, so that it is read out once.
function show(region, newer) {
  for (const part of ["[role=status]", "[data-steps]"]) {
    const [shown, fresh] = [region, newer].map((each) => each.querySelector(part));
    if (shown.innerHTML !== fresh.innerHTML) shown.replaceChildren(...fresh.childNodes);
  }
  region.toggleAttribute("data-unfinished", newer.hasAttribute("data-unfinished"));
}

async function follow(region) {
  let missed = 0;
  while (region.hasAttribute("data-unfinished") && missed < MISSED) {
    await new Promise((resume) => setTimeout(resume, EVERY));
    try {
      show(region, await latest());
      missed = 0;
    } catch {
      missed += 1;
    }
  }
}

const region = document.querySelector("[data-job]");
if (region) follow(region);
