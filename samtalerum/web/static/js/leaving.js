// @ts-check
/**
 * As a page is closed, or left for somewhere else, its browser says so.
 *
 *   <div data-leave="URL">
 *
 * What is below the address's folder is not somewhere else: a form sent from the page, or a link to its neighbour.
 */

import { token } from "./token.js";

let staying = false;

const address = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-leave]"))?.dataset.leave;

/** @param {Event} event */
function follows(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const url = address();
  if (url && link && !link.target) staying = link.href.startsWith(new URL("..", new URL(url, location.href)).href);
}

window.addEventListener("pagehide", () => {
  const url = address();
  if (!url || staying) return;
  const sent = new URLSearchParams({ csrfmiddlewaretoken: token() });
  navigator.sendBeacon(url, sent);
});
window.addEventListener("pageshow", () => {
  staying = false;
});
document.addEventListener("submit", () => {
  staying = true;
  // A form that a script sends leaves the page where it is.
  setTimeout(() => {
    staying = false;
  }, 10_000);
});
document.addEventListener("click", follows);
