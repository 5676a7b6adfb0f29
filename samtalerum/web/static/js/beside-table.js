// @ts-check
/** When another page of this browser is laid on the table, this one may show what only one person can read: it goes. */

new BroadcastChannel("samtalerum-table").addEventListener("message", () => {
  if (!document.querySelector("header[data-table]")) location.replace("/table/");
});
