// @ts-check
/**
 * What the other one writes arrives by asking, every two seconds, while somebody looks.
 *
 *   <div id="…" data-poll="URL" data-seen="REVISION">
 *
 * 204: nothing new. 200: elements with an id and hx-swap-oob, each taking the place of the one with that id; among
 * them this very element with its new revision. A place somebody is writing in is never touched: it stays unseen and
 * is asked for again.
 *
 * With data-live="URL" the server says when to ask (live.js), and this asks slower by itself.
 */

import { dropLive, isLive, keepLive, whenChanged } from "./live.js";
import { clearTrouble, showTrouble, troubleFor } from "./words.js";

const EVERY = 2000; // milliseconds
const EVERY_LIVE = 15_000;
const LONGEST = 30_000;
const PATIENCE = 20_000; // until an answer counts as lost: a network that swallows everything never says so
const SLEPT = 10_000; // a timer that is later than this has been asleep with its machine

let failures = 0;
let asking = false;
let again = false; // something changed while an answer was on its way
let waiting = false; // something could not be shown yet, because it is being written in
let stopped = false; // signed out or refused: asking again would not help until somebody comes back
let told = ""; // the trouble that was shown from here, and that only a good answer here takes away
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const source = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-poll]"));

async function ask() {
  again = asking;
  if (asking) return;
  asking = true;
  await askOnce();
  asking = false;
  if (again) void ask();
  else later();
}

async function askOnce() {
  const from = source();
  if (from && !document.hidden && !stopped) {
    const url = new URL(from.dataset.poll ?? "", location.href);
    url.searchParams.set("seen", from.dataset.seen ?? "0");
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      await heard(await fetch(url, { headers: { "HX-Request": "true" }, cache: "no-store", redirect: "manual", signal }));
    } catch {
      dropLive(); // a stream of the same connection may be as dead, and would never say so
      failed(0);
    }
  }
}

function later() {
  clearTimeout(timer);
  const every = isLive() && !waiting ? EVERY_LIVE : Number(source()?.dataset.pollEvery ?? EVERY);
  const pause = Math.min(every * 2 ** failures, LONGEST);
  const due = Date.now() + pause;
  timer = setTimeout(() => {
    if (Date.now() - due > SLEPT) dropLive(); // the other end has given up long ago
    void ask();
  }, pause);
}

/** @param {Response} answer */
async function heard(answer) {
  if (answer.ok) {
    failures = 0;
    if (told) clearTrouble(told);
    told = "";
    if (answer.status === 200) swap(await answer.text());
    else waiting = false;
    keepLive(source()?.dataset.live);
  } else if (answer.type === "opaqueredirect" || (answer.status < 500 && answer.status !== 429)) {
    stopped = true;
    tell(answer.type === "opaqueredirect" ? 401 : answer.status);
  } else {
    failed(answer.status);
  }
}

/** One lost answer is nothing; three in a row are worth a sentence. @param {number} status */
function failed(status) {
  failures += 1;
  if (failures >= 3) tell(status);
}

/** @param {number} status */
function tell(status) {
  told = troubleFor(status);
  showTrouble(told);
}

/** @param {string} html */
function swap(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  const seen = source()?.dataset.seen;
  waiting = false;
  for (const fresh of parsed.content.querySelectorAll("[hx-swap-oob]")) {
    const old = document.getElementById(fresh.id);
    if (!old) continue;
    if (isWrittenIn(old)) waiting = true;
    else replace(old, fresh);
  }
  const now = source();
  if (waiting && now && seen !== undefined) now.dataset.seen = seen;
}

/** @param {Element} old @param {Element} fresh */
function replace(old, fresh) {
  fresh.removeAttribute("hx-swap-oob");
  for (const folded of /** @type {NodeListOf<HTMLDetailsElement>} */ (fresh.querySelectorAll("details[id]"))) {
    const before = document.getElementById(folded.id);
    if (before instanceof HTMLDetailsElement && old.contains(before)) folded.open = before.open;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement?.id : "";
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  /** @type {any} */ (globalThis).htmx?.process(fresh);
}

/** @param {Element} place */
function isWrittenIn(place) {
  const active = document.activeElement;
  const typing = place.contains(active) && !!active?.matches("textarea:not([readonly]), input:not([type=hidden]), select");
  return typing || place.matches("[data-unsaved]") || !!place.querySelector("[data-unsaved]");
}

function back() {
  if (document.hidden) return;
  stopped = false;
  failures = 0; // whatever failed before: now is another time
  if (source()) void ask();
}

/** Where the browser says so itself there is no need to wait for three lost answers. */
function away() {
  if (!source()) return;
  dropLive();
  tell(0);
}

document.addEventListener("visibilitychange", back);
for (const [whose, what] of /** @type {[EventTarget, string][]} */ ([[document, "resume"], [window, "online"]])) {
  whose.addEventListener(what, () => {
    dropLive();
    back();
  });
}
window.addEventListener("offline", away);
whenChanged(() => void ask());
keepLive(source()?.dataset.live);
later();
