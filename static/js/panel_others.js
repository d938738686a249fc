// What others at the same panel have saved meanwhile, and who of them is typing: asked for every
// few seconds. What somebody here is changing is left alone; saving it meets both texts.

const EVERY = 3000;

export class Others {
  // `told`: renewed(place, row) where a judgement was taken over.
  constructor(form, saving, told) {
    Object.assign(this, { form, saving, told });
    this.aside = document.querySelector(".paside");
    this.line = document.querySelector("[data-typing]");
    this.timer = setInterval(() => this.look(), EVERY);
    document.addEventListener("visibilitychange", () => this.look());
  }

  async look() {
    if (document.hidden || this.isLooking) return;
    this.isLooking = true;
    try {
      const response = await fetch(this.form.dataset.state, { headers: { Accept: "application/json" } });
      if (response.ok) await this.compare(await response.json());
    } catch {
      // Without a connection the line of what is saved says so.
    } finally {
      this.isLooking = false;
    }
  }

  async compare({ judgements, typing, beside }) {
    if (this.line.textContent !== typing) this.line.textContent = typing;
    for (const place of this.saving.places) this.sayWho(place, judgements[place.question.dataset.rowId]);
    const isBehind = (place) => (
      this.isLeftAlone(place) && (judgements[place.question.dataset.rowId]?.version ?? 0) > Number(place.version)
    );
    const behind = this.saving.places.filter(isBehind);
    const asideIsOld = beside !== this.aside.dataset.besideOf && !this.asideIsUsed;
    if (!behind.length && !asideIsOld) return;
    const page = await this.read();
    for (const place of behind) if (this.isLeftAlone(place)) this.adopt(place, page);
    if (asideIsOld && !this.asideIsUsed) this.renewAside(page);
  }

  isLeftAlone(place) { return !place.isChanged && !place.held; }

  get asideIsUsed() {
    const typed = [...this.aside.querySelectorAll("textarea, input:not([type=hidden], [type=radio])")];
    return this.aside.contains(document.activeElement) || typed.some((field) => field.value !== field.defaultValue);
  }

  sayWho(place, kept) {
    if (!kept) return;
    const words = `${kept.by}${kept.isTyping ? " is typing" : ""} · saved ${kept.at}`;
    const who = place.question.querySelector("[data-who]");
    if (who.textContent !== words) who.textContent = words;
    place.question.querySelector("[data-before]").hidden = kept.version < 2;
  }

  async read() {
    const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    return new DOMParser().parseFromString(await response.text(), "text/html");
  }

  // In place, so that whoever has just put the cursor there keeps it.
  adopt(place, page) {
    const row = page.querySelector(`[data-place="${CSS.escape(place.key)}"]`);
    if (!row) return;
    for (const fresh of row.querySelectorAll(".judge input, .judge textarea")) {
      const here = fresh.id ? document.getElementById(fresh.id) : this.form.elements[fresh.name];
      if (!here) continue;
      here.value = fresh.value;
      here.checked = fresh.checked;
    }
    place.saved = place.written;
    this.told.renewed(place, row.querySelector(".agreed"));
  }

  renewAside(page) {
    const fresh = page.querySelector(".paside");
    this.aside.replaceChildren(...fresh.childNodes);
    this.aside.dataset.besideOf = fresh.dataset.besideOf;
  }
}
