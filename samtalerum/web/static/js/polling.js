// @ts-check
/**
 * What the other one writes arrives by asking, every two seconds, while somebody looks.
 *
 *   <div id="…" data-poll="URL" data-seen="REVISION">
 *
 * 204: nothing new. 200: elements with an id and hx-swap-oob, each taking the place of the one with that id; among
 * them this very element with its new revision. A place somebody is writing in is never touched: it stays unseen and
 * is asked for again.
 */

import { clearTrouble, showTrouble, troubleFor } from "./words.js";

const EVERY = 2000; // milliseconds
const LONGEST = 30_000;

let failures = 0;
let stopped = false; // signed out or refused: asking again would not help until somebody comes back
let told = ""; // the trouble that was shown from here, and that only a good answer here takes away
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const source = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-poll]"));

async function ask() {
  const from = source();
  if (from && !document.hidden && !stopped) {
    const url = new URL(from.dataset.poll ?? "", location.href);
    url.searchParams.set("seen", from.dataset.seen ?? "0");
    try {
      await heard(await fetch(url, { headers: { "HX-Request": "true" }, cache: "no-store", redirect: "manual" }));
    } catch {
      failed(0);
    }
  }
  later();
}

function later() {
  clearTimeout(timer);
  const every = Number(source()?.dataset.pollEvery ?? EVERY);
  timer = setTimeout(() => void ask(), Math.min(every * 2 ** failures, LONGEST));
}

/** @param {Response} answer */
async function heard(answer) {
  if (answer.ok) {
    failures = 0;
    if (told) clearTrouble(told);
    told = "";
    if (answer.status === 200) swap(await answer.text());
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
  let waiting = false;
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
  if (source()) void ask();
}

document.addEventListener("visibilitychange", back);
window.addEventListener("online", back);
later();
