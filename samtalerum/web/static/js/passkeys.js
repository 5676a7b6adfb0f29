// @ts-check
/**
 * Making and using a passkey: the one thing that needs a script, because only a script may ask the device.
 *
 *   <div data-passkeys hidden>  shown where the browser knows passkeys; data-no-passkeys is what is said where it doesn't
 *   <form data-passkey="use|make" data-question="URL">  asks there, puts the device's answer into its field `credential`
 *   <p data-passkey-trouble hidden>  shown when the person breaks off, or the device has none
 */

import { token } from "./token.js";

/** @param {string} text */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {{ id: string }[] | undefined} known */
const opened = (known) => known?.map((one) => ({ ...one, id: bytes(one.id) }));

/** @param {string} address */
async function question(address) {
  const sent = new URLSearchParams({ csrfmiddlewaretoken: token() });
  const answer = await fetch(address, { method: "POST", body: sent, cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error("no question");
  const { publicKey } = await answer.json();
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  publicKey.allowCredentials = opened(publicKey.allowCredentials);
  publicKey.excludeCredentials = opened(publicKey.excludeCredentials);
  return publicKey;
}

/**
 * What the server checks, and nothing else: results of extensions may hold secrets.
 * @param {any} credential
 */
function told(credential) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = Object.fromEntries(
    parts.filter((part) => credential.response[part]).map((part) => [part, text(credential.response[part])]),
  );
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  const publicKey = await question(form.dataset.question ?? "");
  const make = form.dataset.passkey === "make";
  return make ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
}

/** @param {HTMLFormElement} form @param {boolean} shown */
function trouble(form, shown) {
  const holder = form.querySelector("[data-passkey-trouble]");
  if (holder instanceof HTMLElement) holder.hidden = !shown;
}

/** @param {SubmitEvent} event */
async function answer(event) {
  const form = event.currentTarget;
  if (!(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  const button = event.submitter;
  trouble(form, false);
  button?.setAttribute("aria-busy", "true");
  try {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"));
    field.value = JSON.stringify(told(await ask(form)));
    form.submit();
  } catch {
    trouble(form, true); // the person broke off, the time was up, or there is none for this site
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

const known = "PublicKeyCredential" in window;
for (const one of document.querySelectorAll("[data-passkeys]")) one.toggleAttribute("hidden", !known);
for (const one of document.querySelectorAll("[data-no-passkeys]")) one.toggleAttribute("hidden", known);
for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => void answer(/** @type {SubmitEvent} */ (event)));
}
