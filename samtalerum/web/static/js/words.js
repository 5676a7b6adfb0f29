// @ts-check
/**
 * What the scripts may have to say, in the reader's language: web/parts/_sayings.html holds it all in a template.
 */

const sayings = /** @type {HTMLTemplateElement | null} */ (document.getElementById("sayings"));

/**
 * A short sentence, with its {placeholders} filled in.
 * @param {string} name
 * @param {Record<string, string>} [values]
 */
export function say(name, values = {}) {
  const words = sayings?.content.querySelector(`[data-say="${name}"]`)?.textContent ?? "";
  return words.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** The way to sign in again, for the place somebody writes at. */
export function door() {
  const link = sayings?.content.querySelector('[data-about="signed-out"] a');
  if (!link) return null;
  const copy = /** @type {HTMLElement} */ (document.importNode(link, true));
  Object.assign(copy.dataset, { size: "sm", variant: "secondary" });
  return copy;
}

/** The address that hands out a fresh CSRF token. */
export function tokenAddress() {
  return sayings?.dataset.token ?? "";
}

/**
 * Trouble for the whole page, above everything else. The same trouble twice is said once.
 * @param {string} about a notice in the template
 */
export function showTrouble(about) {
  const holder = document.getElementById("trouble");
  if (!holder || holder.dataset.about === about) return;
  const notice = sayings?.content.querySelector(`[data-about="${about}"]`);
  if (notice) put(holder, document.importNode(notice, true), about);
}

/**
 * Trouble in the server's own words.
 * @param {string} html a fragment of ours (web/parts/_trouble.html)
 */
export function showTroubleFrom(html) {
  const holder = document.getElementById("trouble");
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  const notice = parsed.content.querySelector("[data-trouble]");
  if (holder && notice) put(holder, notice, "server");
}

/**
 * The trouble is over. Without names: whatever it was.
 * @param {string[]} abouts
 */
export function clearTrouble(...abouts) {
  const holder = document.getElementById("trouble");
  if (!holder?.dataset.about || (abouts.length && !abouts.includes(holder.dataset.about))) return;
  holder.replaceChildren();
  delete holder.dataset.about;
}

/**
 * The notice that fits a status, where the server has said nothing in words.
 * @param {number} status 0 for no connection
 */
export function troubleFor(status) {
  if (status === 0) return "offline";
  if (status === 401 && document.querySelector("[data-unsaved]")) return "signed-out"; // don't advise to reload
  if ([401, 403, 404, 409, 507].includes(status)) return String(status);
  return status >= 500 ? "5xx" : "4xx";
}

/**
 * @param {HTMLElement} holder
 * @param {Element} notice
 * @param {string} about
 */
function put(holder, notice, about) {
  holder.replaceChildren(notice);
  holder.dataset.about = about;
}
