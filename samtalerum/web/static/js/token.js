// @ts-check
/**
 * The CSRF token of this page. Signing in again, in whatever tab, changes it; a page that stayed open asks for the new
 * one instead of losing what was written in it.
 */

import { tokenAddress } from "./words.js";

/** The token that every form of the page carries. */
export function token() {
  return inputs()[0]?.value ?? "";
}

/**
 * Ask for the current token and put it into every form.
 * @returns {Promise<"renewed" | "signed-out" | "failed">}
 */
export async function renewToken() {
  try {
    const answer = await fetch(tokenAddress(), { headers: { "X-Samtalerum-Save": "1" }, cache: "no-store" });
    if (answer.status === 401) return "signed-out";
    if (!answer.ok) return "failed";
    const fresh = (await answer.json()).token;
    for (const input of inputs()) input.value = fresh;
    return "renewed";
  } catch {
    return "failed";
  }
}

/** @returns {HTMLInputElement[]} */
function inputs() {
  return [...document.querySelectorAll("input")].filter((input) => input.name === "csrfmiddlewaretoken");
}
