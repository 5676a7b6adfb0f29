// @ts-check
/**
 * One writing place: what it holds, what the server has committed of it, and what stands in the way.
 *
 *   <div data-field data-save-url="…">   everything with a name inside it is sent
 *     <textarea data-name="text"> <input type="hidden" data-name="revision"> <input type="hidden" data-name="client">
 *
 * data-name is the name sent from here, where the form's own name must tell several places apart.
 */

import { renewToken, token } from "./token.js";
import { clearTrouble, door, say, showTrouble } from "./words.js";

const AFTER_LAST_KEY = 800; // milliseconds
const PAUSES = [2, 5, 10, 20, 40, 60]; // seconds before trying again, growing
const PATIENCE = 20_000; // milliseconds until an answer counts as lost
const FULL = 507; // the server has no room left to write
const KEEPALIVE_LIMIT = 60_000; // bytes that browsers send on after a page is gone

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */
/** @typedef {"" | "failed" | "signed-out" | "refused" | "conflict"} Problem */

export class Place {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.committed = this.values((control) => standing(control));
    this.sent = "";
    this.saveId = "";
    this.tries = 0;
    this.heldBack = false; // a save said "still writing", so what is shown on a pause is still behind
    this.lastSaved = "";
    this.calm = this.words = lineAt(root)?.textContent ?? ""; // what the line says when all is well
    this.conflictUrl = "";
    /** @type {Problem} */
    this.problem = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {Promise<boolean> | null} */
    this.flight = null;
    if (!this.hidden("client")?.value) this.set("client", crypto.randomUUID());
  }

  get unsaved() {
    return this.values() !== this.committed;
  }

  /** @returns {Control[]} */
  get controls() {
    const all = /** @type {NodeListOf<Control>} */ (this.root.querySelectorAll("input, textarea, select"));
    return [...all].filter((one) => nameOf(one) && !["revision", "client"].includes(nameOf(one)));
  }

  /** What is written here, as one string to compare and to send. */
  values(read = current) {
    const pairs = this.controls.flatMap((one) => {
      const value = read(one);
      return value === null ? [] : [[nameOf(one), value]];
    });
    return new URLSearchParams(pairs).toString();
  }

  /** That, with what it is based on. */
  body(values = this.values()) {
    const body = new URLSearchParams(values);
    for (const name of ["revision", "client"]) body.set(name, this.hidden(name)?.value ?? "");
    return body;
  }

  /** @param {string} name */
  hidden(name) {
    return /** @type {HTMLInputElement | null} */ (this.root.querySelector(`input[data-name="${name}"], input[name="${name}"]`));
  }

  /** @param {string} name @param {string} value */
  set(name, value) {
    const input = this.hidden(name);
    if (input) input.value = value;
  }

  changed() {
    this.mark();
    clearTimeout(this.timer);
    if (this.problem === "conflict" || this.problem === "signed-out") return;
    if (this.unsaved) this.timer = setTimeout(() => void this.save(), AFTER_LAST_KEY);
  }

  left() {
    if (this.problem === "" && (this.unsaved || this.heldBack)) void this.save({ paused: true });
  }

  /**
   * Until everything typed so far is committed (true) or something stands in the way (false). One request at a time.
   * @param {{ paused?: boolean }} [how]
   */
  async save({ paused = false } = {}) {
    clearTimeout(this.timer);
    while (this.flight) await this.flight;
    if (!this.unsaved && !(paused && this.heldBack)) return this.nothingToDo();
    this.flight = this.attempt(paused);
    const done = await this.flight;
    this.flight = null;
    this.mark();
    this.report();
    if (done && this.unsaved) this.changed(); // somebody went on writing meanwhile
    return done && !this.unsaved;
  }

  /** Also when somebody took back what could not be saved. */
  nothingToDo() {
    if (this.problem) {
      this.now("", this.calm);
      this.mark();
      this.report();
    }
    return true;
  }

  /** @param {boolean} paused */
  async attempt(paused, renewed = false) {
    const values = this.values();
    if (values !== this.sent || !this.saveId) {
      this.sent = values;
      this.saveId = crypto.randomUUID(); // the same again for a repeat, so that a lost answer does no harm
    }
    let answer;
    try {
      answer = await this.post(values, paused);
    } catch {
      return this.failed(paused);
    }
    const told = await said(answer);
    if (answer.ok && told) return this.saved(values, told, paused);
    if (answer.status === 403 && told?.csrf && !renewed) return this.withNewToken(paused);
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.signedOut();
    if (answer.status === 409 && told?.url) return this.clashed(told);
    if (answer.ok || answer.status === 429 || answer.status >= 500) return this.failed(paused, answer.status);
    return this.refused(told);
  }

  /** @param {string} values @param {boolean} paused */
  post(values, paused) {
    const body = this.body(values);
    body.set("save_id", this.saveId);
    body.set("paused", paused ? "1" : "0");
    return fetch(this.root.dataset.saveUrl ?? "", {
      method: "POST",
      headers: { "X-Samtalerum-Save": "1", "X-CSRFToken": token() },
      body,
      redirect: "manual",
      cache: "no-store",
      keepalive: document.hidden && body.toString().length < KEEPALIVE_LIMIT, // leaving: let it arrive all the same
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  /** @param {string} values @param {any} told @param {boolean} paused */
  saved(values, told, paused) {
    this.committed = values;
    this.saveId = "";
    this.set("revision", String(told.revision));
    this.heldBack = !paused;
    this.lastSaved = told.saved ?? "";
    this.tries = 0;
    this.calm = told.words ?? "";
    return this.now("", this.calm);
  }

  /** @param {boolean} paused @param {number} [status] */
  failed(paused, status = 0) {
    const pause = PAUSES[Math.min(this.tries, PAUSES.length - 1)];
    this.tries += 1;
    this.timer = setTimeout(() => void this.save({ paused }), pause * 1000);
    if (status === FULL) return this.now("failed", say("full"));
    if (!navigator.onLine) return this.now("failed", say("offline"));
    const since = this.lastSaved ? "failed-since" : "failed";
    return this.now("failed", say(since, { since: this.lastSaved }));
  }

  /** @param {boolean} paused @returns {Promise<boolean>} */
  async withNewToken(paused) {
    const outcome = await renewToken();
    if (outcome === "renewed") return this.attempt(paused, true);
    return outcome === "signed-out" ? this.signedOut() : this.failed(paused);
  }

  signedOut() {
    showTrouble("signed-out");
    return this.now("signed-out", say("signed-out"));
  }

  /** @param {any} told */
  clashed(told) {
    this.conflictUrl = told.url;
    return this.now("conflict", told.words);
  }

  /** @param {any} told */
  refused(told) {
    return this.now("refused", [say("kept"), told?.words].filter(Boolean).join(" "));
  }

  /** @param {Problem} problem @param {string} words */
  now(problem, words) {
    this.problem = problem;
    this.words = words;
    return problem === "";
  }

  /** For polling.js and for styles. */
  mark() {
    this.root.toggleAttribute("data-unsaved", this.unsaved);
  }

  report() {
    const line = this.line();
    const worst = places().find((one) => one.problem && one.line() === line) ?? this;
    if (line.textContent !== worst.words) line.textContent = worst.words; // the same again is not read aloud again
    line.toggleAttribute("data-failed", worst.problem !== "");
    this.offer();
    if (!places().some((one) => one.problem === "signed-out")) clearTrouble("signed-out");
  }

  /** The status line of this place; made, if the page has none. */
  line() {
    const there = lineAt(this.root);
    if (there) return there;
    const made = element("p", { className: "st-saved", role: "status" });
    this.root.append(made);
    return made;
  }

  /** What can be done about a problem, at the place itself. */
  offer() {
    this.root.querySelector("[data-save-help]")?.remove();
    if (!this.problem) return;
    const clash = this.problem === "conflict";
    const button = element("button", { type: "button", className: "ds-button", textContent: say(clash ? "both" : "retry") });
    Object.assign(button.dataset, { variant: "secondary", size: "sm" });
    button.addEventListener("click", () => void (clash ? this.compare() : this.save({ paused: true })));
    const foot = element("p", { className: "st-write-foot st-no-print" });
    foot.dataset.saveHelp = "";
    const way = this.problem === "signed-out" ? door() : null;
    foot.append(...(way ? [way] : []), button);
    this.root.append(foot);
  }

  /** Take this text along to the page that shows both; the other places save themselves first. */
  async compare() {
    await Promise.all(unsaved().map((one) => (one === this ? null : one.save({ paused: true }))));
    const form = element("form", { method: "post", action: this.conflictUrl, hidden: true });
    const body = this.body();
    body.set("csrfmiddlewaretoken", token());
    for (const [name, value] of body) {
      const input = element(name === "text" ? "textarea" : "input", { name });
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    this.committed = this.values(); // the text travels with the form: no warning
    form.submit();
  }
}

/** Its own line, or the one of the section it stands in. @param {Element} root @returns {HTMLElement | null} */
function lineAt(root) {
  const id = root.querySelector("textarea, input:not([type=hidden])")?.id;
  const own = id ? document.querySelector(`[data-saved-for="${CSS.escape(id)}"]`) : null;
  return /** @type {HTMLElement | null} */ (own ?? root.closest("section, form, main")?.querySelector(".st-saved") ?? null);
}

/** @type {WeakMap<Element, Place>} */
const known = new WeakMap();

/** Every writing place that is in the page now; also those that were swapped in. */
export function places() {
  const roots = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-field][data-save-url]"));
  return [...roots].map((root) => known.get(root) ?? learn(root));
}

/** @param {HTMLElement} root */
function learn(root) {
  const place = new Place(root);
  known.set(root, place);
  return place;
}

/** @param {EventTarget | null} target */
export function placeAt(target) {
  const root = target instanceof Element && target.closest("[data-field][data-save-url]");
  return root ? (known.get(root) ?? learn(/** @type {HTMLElement} */ (root))) : undefined;
}

/** The places with words that are only in this page. */
export const unsaved = () => places().filter((place) => place.unsaved);

/** Save whatever is not saved; true if all of it is. */
export async function saveAll() {
  const done = await Promise.all(unsaved().map((place) => place.save({ paused: true })));
  return done.every(Boolean);
}

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Record<string, unknown>} properties */
export function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

/** @param {Control} control */
function nameOf(control) {
  return control.dataset.name ?? control.name;
}

/** @param {Control} control @returns {string | null} */
function current(control) {
  if (control instanceof HTMLInputElement && ["radio", "checkbox"].includes(control.type)) {
    return control.checked ? control.value : null;
  }
  return control.value;
}

/** As the server sent it, whatever the browser has filled in since. @param {Control} control @returns {string | null} */
function standing(control) {
  if (control instanceof HTMLSelectElement) {
    return ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value ?? "";
  }
  if (control instanceof HTMLInputElement && ["radio", "checkbox"].includes(control.type)) {
    return control.defaultChecked ? control.value : null;
  }
  return control.defaultValue;
}

/** @param {Response} answer */
async function said(answer) {
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return null;
  try {
    return await answer.json();
  } catch {
    return null;
  }
}
