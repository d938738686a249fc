// Saves every place of a page by itself while it is filled in: a question, or what is picked as
// relevant, where data-saves names the fields and data-url is where they go. Each save names the
// version it was made from and is repeated word for word until the server has answered it, so that
// none is lost or done twice. What is not saved yet is in this page's memory, and nowhere else.

const AFTER_TYPING = 1000; // milliseconds
const MOST_WAITING = 5000; // while somebody types without a pause
const PATIENCE = 10000;
const SLOWEST_RETRY = 15000;
const TRY_LATER = new Set([408, 425, 429]);

// What a form would send for one place, but for the version it was made from.
function written(form, name) {
  const sent = new URLSearchParams();
  for (const [field, value] of new FormData(form)) {
    if (field !== name && !field.startsWith(`${name}_`)) continue;
    if (typeof value !== "string" || [`${name}_version`, `${name}_keep`].includes(field)) continue;
    sent.append(field, value);
  }
  return sent.toString();
}

// One question of the page, or its picks. `saved`: what the server is known to have; null: unknown.
class Place {
  constructor(form, question) {
    Object.assign(this, { form, question, saved: null, pending: null, held: false });
    Object.assign(this, { rejected: null, due: 0, since: 0 });
  }

  get key() { return this.question.dataset.question; }
  get name() { return this.question.dataset.saves ?? `answer-${this.key}`; }
  get url() { return this.question.dataset.url ?? `${location.pathname}answers/${this.key}/`; }
  get number() { return this.question.dataset.number; }
  get written() { return written(this.form, this.name); }
  get versionField() { return this.form.elements[`${this.name}_version`]; }
  get version() { return this.versionField.value; }
  set version(number) { this.versionField.value = number; }
  get isChanged() { return this.pending !== null || this.written !== this.saved; }
  get isReady() {
    if (this.held || !this.due || this.due > Date.now()) return false;
    return this.pending !== null || ![this.saved, this.rejected].includes(this.written);
  }
}

export class Saving {
  // `told` has: changed(), saved(place, answer), conflict(place, answer), faults(place, answer),
  // signedOut(answer) and isSignedIn(), which says whether the reader still is.
  constructor(form, questions, about, told) {
    Object.assign(this, { form, about, told, tries: 0, isBusy: false, isPaused: false });
    Object.assign(this, { halted: "", at: "", retry: 0, timer: 0 });
    Object.assign(this, { isElsewhereUnsaved: false, otherName: "" });
    const asServed = form.cloneNode(true);
    asServed.reset();
    const isKnown = !form.ownerDocument.querySelector(".govuk-error-summary, .conflict");
    this.places = questions.map((question) => {
      const place = new Place(form, question);
      if (isKnown) place.saved = written(asServed, place.name);
      return place;
    });
  }

  // Also what was typed before this script was there, and what a refused page was sent back with.
  start() {
    for (const place of this.places) {
      // The form's own buttons decide between two answers on a page that was sent with both.
      place.held = Boolean(place.question.querySelector(".conflict"));
      if (place.question.matches(".question--error")) place.rejected = place.written;
      if (place.isChanged) place.due = 1;
    }
    addEventListener("online", () => this.now());
    this.#send();
  }

  placeOf(question) { return this.places.find((place) => place.question === question); }
  get isUnsaved() { return this.places.some((place) => place.isChanged); }
  get isTrying() { return this.tries > 0; }
  get held() { return this.places.filter((place) => place.held); }
  get rejected() {
    return this.places.filter((place) => place.rejected === place.written);
  }

  change(question, after = AFTER_TYPING) {
    const place = this.placeOf(question);
    if (!place) return;
    const now = Date.now();
    if (!place.due || place.due <= now) place.since = now;
    place.due = Math.max(now, Math.min(now + after, place.since + Number(this.about.mostWaiting ?? MOST_WAITING))) || 1;
    this.told.changed();
    this.#wake();
  }

  // Everything at once: a page is about to be left, or the connection is back.
  now() {
    clearTimeout(this.retry);
    this.retry = 0;
    for (const place of this.places) if (place.isChanged) place.due = 1;
    return this.#send();
  }

  // Whether all that can be saved by itself is; then the form may be sent as well.
  async finish() {
    await this.now();
    while (this.isBusy) await new Promise((done) => { setTimeout(done, 50); });
    return !this.isTrying && !this.isPaused;
  }

  resume() {
    this.isPaused = false;
    return this.now();
  }

  replace(place, question, version) {
    place.question.replaceWith(question);
    Object.assign(place, { question, held: false, pending: null, rejected: null });
    place.saved = place.written;
    place.version = version;
    this.told.changed();
  }

  release(place, version) {
    place.held = false;
    place.version = version;
    this.change(place.question, 0);
  }

  #wake() {
    clearTimeout(this.timer);
    const dues = this.places.filter((place) => place.due && !place.held && place.isChanged);
    if (!dues.length) return;
    const next = Math.min(...dues.map((place) => place.due));
    this.timer = setTimeout(() => this.#send(), Math.max(0, next - Date.now()));
  }

  async #send() {
    if (this.isBusy || this.isPaused || this.halted || this.retry) return;
    this.isBusy = true;
    try {
      let place;
      while ((place = this.places.find((found) => found.isReady))) {
        this.told.changed();
        if (!(await this.#sendOne(place))) break;
      }
    } finally {
      this.isBusy = false;
    }
    this.told.changed();
    const isWaiting = this.places.some((place) => place.due > Date.now());
    if (isWaiting && !this.retry) this.#wake();
  }

  async #sendOne(place) {
    place.pending ??= { written: place.written, version: place.version };
    let response;
    let answer = {};
    try {
      response = await this.#post(place);
      if (response.headers.get("Content-Type")?.includes("json")) answer = await response.json();
    } catch {
      return this.#later();
    }
    if (response.status >= 500 || TRY_LATER.has(response.status)) return this.#later();
    this.tries = 0;
    return this.#answered(place, response.status, answer);
  }

  #post(place) {
    const body = new URLSearchParams(place.pending.written);
    body.set(`${place.name}_version`, place.pending.version);
    body.set("reader", this.about.reader);
    body.set("tool_version", this.about.toolVersion);
    return fetch(place.url, {
      method: "POST",
      body,
      headers: {
        Accept: "application/json",
        "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value,
      },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  async #answered(place, status, answer) {
    const { pending } = place;
    if (status === 200) {
      Object.assign(place, { pending: null, saved: pending.written, rejected: null });
      place.isAskedAgain = false;
      place.version = answer.version;
      this.at = answer.saved;
      this.told.saved(place, answer);
      return true;
    }
    if (status === 401) return this.#signedOut(answer);
    // Refused before anybody looked at the answer: the session has ended meanwhile, or changed.
    if ([400, 403].includes(status) && !answer.error && !place.isAskedAgain) {
      place.isAskedAgain = true;
      return (await this.told.isSignedIn()) || this.#signedOut({});
    }
    place.isAskedAgain = false;
    place.pending = null;
    if (answer.conflict) {
      place.held = true;
      this.told.conflict(place, answer);
    } else if (status === 409 || status === 403 || status === 404) {
      this.halted = answer.error ?? "This return is no longer yours to answer. Copy what you wrote.";
      return false;
    } else {
      place.rejected = pending.written;
      this.told.faults(place, answer);
    }
    return true;
  }

  #signedOut(answer) {
    this.isPaused = true;
    this.told.signedOut(answer);
    return false;
  }

  noConnection() {
    this.#later();
  }

  #later() {
    this.tries += 1;
    const delay = Math.min(SLOWEST_RETRY, 500 * 2 ** this.tries);
    this.retry = setTimeout(() => { this.retry = 0; this.#send(); }, delay);
    this.told.changed();
    return false;
  }
}
