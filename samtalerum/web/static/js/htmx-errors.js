// @ts-check
/**
 * When htmx is refused or hears nothing, the page says so in words. The server's own words go first.
 */

import { renewToken } from "./token.js";
import { clearTrouble, showTrouble, showTroubleFrom, troubleFor } from "./words.js";

const OURS = ["server", "csrf", "401", "403", "404", "409", "4xx", "5xx", "507", "offline"];

document.addEventListener("htmx:responseError", (event) => {
  const xhr = /** @type {XMLHttpRequest} */ (/** @type {CustomEvent} */ (event).detail.xhr);
  const refusal = xhr.getResponseHeader("X-Samtalerum-Refusal");
  if (refusal === "csrf") void oldToken();
  else if (xhr.status === 401) showTrouble(troubleFor(401)); // with the way to sign in
  else if (refusal) showTroubleFrom(xhr.responseText);
  else showTrouble(troubleFor(xhr.status));
});

for (const silence of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(silence, () => showTrouble("offline"));
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.successful) clearTrouble(...OURS);
});

async function oldToken() {
  const outcome = await renewToken();
  showTrouble({ renewed: "csrf", "signed-out": troubleFor(401), failed: "5xx" }[outcome]);
}
