// @ts-check
/**
 * Every writing place saves itself a moment after the last key and when it is left. What was typed stays in the page,
 * and only there, until the server has said that it is committed. Without this script the form's Save button does it.
 */

import { element, placeAt, places, saveAll, unsaved } from "./place.js";

document.addEventListener("input", (event) => placeAt(event.target)?.changed());

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLTextAreaElement) return; // leaving it saves it
  const place = placeAt(event.target);
  if (place?.unsaved && !place.problem) void place.save({ paused: true });
});

document.addEventListener("focusout", (event) => {
  const place = placeAt(event.target);
  if (place && !place.root.contains(/** @type {Node | null} */ (event.relatedTarget))) place.left();
});

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-save-again]")) void saveAll();
});

// Coming back, for example from signing in in another tab, or from a place without connection.
const again = () => {
  for (const place of unsaved()) if (["failed", "signed-out"].includes(place.problem)) void place.save({ paused: true });
};
window.addEventListener("online", again);
window.addEventListener("focus", again);
document.addEventListener("resume", again);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) for (const place of places()) place.left();
  else again();
});

window.addEventListener("beforeunload", (event) => {
  if (leaving || !unsaved().length) return;
  event.preventDefault();
  event.returnValue = "";
});

// Whatever else is asked of the page waits for the words: they must be saved before they are shared, printed or left.
let leaving = false;

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.matches("[hx-post], [hx-get]") || event.submitter?.matches("[hx-post], [hx-get]")) return;
  if (!unsaved().length) return;
  event.preventDefault();
  void saveAll().then((done) => {
    if (!done && !insisted(form)) return;
    leaving = done || form.matches("[data-save]"); // that form carries the words itself
    go(form, event.submitter);
  });
});

/** What is in the way has been said; whoever presses a second time goes on. @param {HTMLElement} pressed */
function insisted(pressed) {
  document.querySelector("[data-save-help] button")?.scrollIntoView({ block: "center" });
  const again = "insisted" in pressed.dataset;
  pressed.dataset.insisted = "";
  return again;
}

/** Submit as the browser would have: with the button that was pressed. @param {HTMLFormElement} form @param {HTMLElement | null} button */
function go(form, button) {
  const pressed = button instanceof HTMLButtonElement ? button : null;
  if (pressed?.name) form.append(element("input", { type: "hidden", name: pressed.name, value: pressed.value }));
  if (pressed?.hasAttribute("formaction")) form.action = pressed.formAction;
  form.submit();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || link.target || link.hasAttribute("download");
  const here = link.hash && link.pathname === location.pathname && link.search === location.search;
  if (elsewhere || here || link.origin !== location.origin || !unsaved().length) return;
  event.preventDefault();
  void saveAll().then(() => location.assign(link.href)); // what could not be saved: the browser asks
});

document.addEventListener("htmx:confirm", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.verb === "get" || !unsaved().length) return;
  event.preventDefault();
  void saveAll().then((done) => {
    if (done || insisted(detail.elt)) detail.issueRequest(true);
  });
});

// Words typed while an answer was on its way survive the swap that the answer brings.
/** @type {Map<string, string>} */
const typedMeanwhile = new Map();

document.addEventListener("htmx:beforeSwap", () => {
  for (const place of unsaved()) {
    for (const one of place.controls) if (one.id && one instanceof HTMLTextAreaElement) typedMeanwhile.set(one.id, one.value);
  }
});

document.addEventListener("htmx:afterSettle", () => {
  for (const [id, words] of typedMeanwhile) {
    const control = document.getElementById(id);
    if (control instanceof HTMLTextAreaElement && control.value !== words) {
      control.value = words;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  typedMeanwhile.clear();
});

// A browser that filled in what was typed before a reload: that is not saved either.
for (const place of unsaved()) place.changed();
