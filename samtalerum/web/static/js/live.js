// @ts-check
/**
 * A faster way to ask for news: while a page is looked at, the server says that something has changed, never what.
 *
 *   <div data-poll="URL" data-live="URL">
 *
 * polling.js asks then, and slower by itself. A stream is opened after an answer to the poll, which brings its ticket.
 * A browser has few connections to one server, so only pages that are looked at hold one, and at most three of those,
 * counted by locks that all its pages share. Where anything is missing or fails, polling goes on as if none of this
 * were here.
 */

const MOST = 3;
const PAUSE = 2000; // milliseconds before trying again what failed; it doubles
const LONGEST = 60_000;

/** Ask for news, as polling.js does. */
let changed = () => {};
/** @type {EventSource | null} */
let stream = null;
let open = false;
let trying = false;
let pause = PAUSE;
let notBefore = 0;
let release = () => {};

/** @param {() => void} ask what to do when something has changed */
export function whenChanged(ask) {
  changed = ask;
}

/** The server says when to ask. */
export const isLive = () => open;

/** After an answer to the poll: have a stream if there may be one. @param {string | undefined} url */
export function keepLive(url) {
  if (url && !stream && !trying && !document.hidden && performance.now() >= notBefore) void begin(url);
}

/** @param {string} url */
async function begin(url) {
  if (!navigator.locks) return; // not over plain HTTP from another machine
  trying = true;
  for (let place = 1; place <= MOST && !stream; place += 1) await take(`samtalerum-live-${place}`, url);
  trying = false;
}

/** Open the stream while this place is ours; returns at once, whether it was free or not. */
function take(/** @type {string} */ place, /** @type {string} */ url) {
  return new Promise((/** @type {(value?: undefined) => void} */ tried) => {
    const held = navigator.locks.request(place, { ifAvailable: true }, (lock) => {
      if (!lock || document.hidden) return tried();
      return new Promise((/** @type {(value?: undefined) => void} */ done) => {
        release = done;
        listen(url);
        tried();
      });
    });
    held.catch(() => tried());
  });
}

/** @param {string} url */
function listen(url) {
  const mine = new EventSource(url);
  stream = mine;
  mine.addEventListener("open", () => {
    open = true;
    pause = PAUSE;
  });
  mine.addEventListener("changed", () => changed());
  mine.addEventListener("bye", () => {
    end();
    changed();
  });
  mine.addEventListener("error", () => {
    notBefore = performance.now() + pause;
    pause = Math.min(pause * 2, LONGEST);
    const was = open;
    end();
    if (was) changed();
  });
}

/** The stream can't be trusted any more: the next answer to the poll opens another. */
export function dropLive() {
  notBefore = 0;
  pause = PAUSE;
  end();
}

/** Close the stream, and let another page have its place. */
function end() {
  stream?.close();
  stream = null;
  open = false;
  release();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) end();
});
window.addEventListener("pagehide", end);
