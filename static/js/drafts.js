// Drafts on the server: kept at the latest a few seconds after a letter, also while somebody types without a pause; and
// when another page has changed the same draft, the writer is told and chooses. Until then nothing is kept over it, and
// the words of this page stay on this device (offline.js).
import { put } from "./formatting.js";

const LONGEST = 3000; // milliseconds that words wait while somebody goes on typing
const FIELDS = "[hx-post][hx-trigger*=keep]";
const since = new WeakMap(); // of each field: when its first word was typed that is not kept
const sent = new WeakMap(); // of each field: what it said when its form was sent
const tab = globalThis.draftTab;

const keep = (field) => {
  since.delete(field);
  window.htmx?.trigger(field, "keep");
};
const fieldOf = (form) => form?.querySelector(FIELDS);
const isWaiting = (form) => Boolean(form.querySelector("[data-elsewhere]"));
// A draft of words that are on their way already would come after them, and stay behind.
const isOnItsWay = (field) => field.form.hasAttribute("data-sent") && sent.get(field) === field.value;

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.(FIELDS)) return;
  const began = since.get(field);
  if (began === undefined) since.set(field, Date.now());
  else if (Date.now() - began >= LONGEST) keep(field);
});

document.addEventListener("submit", (event) => {
  const field = fieldOf(event.target);
  if (field) sent.set(field, field.value);
});

// Somebody goes to another app, where a phone may end this one.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return;
  document.querySelectorAll(FIELDS).forEach((field) => { if (since.has(field)) keep(field); });
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const field = event.detail.elt;
  if (!field.matches?.(FIELDS)) return;
  if (isWaiting(field.form) || isOnItsWay(field)) event.preventDefault();
  else since.delete(field);
});

document.addEventListener("draft-saved", (event) => {
  const version = event.target.closest?.("form")?.elements.draft_version;
  if (version && event.detail?.version !== undefined) version.value = event.detail.version;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-draft-choice]");
  if (!button) return;
  const { form } = button, field = fieldOf(form), { title } = form.elements, choice = button.dataset.draftChoice;
  const place = button.closest(".saved"), others = place.querySelector("[data-other-title]")?.textContent;
  const other = place.querySelector("[data-other]").textContent, mine = field.value;
  if (title && others && (choice === "other" || (choice === "both" && !title.value.trim()))) title.value = others;
  form.elements.draft_version.value = place.querySelector("[data-elsewhere]").dataset.version;
  place.replaceChildren();
  const made = { mine, other, both: other.includes(mine.trim()) ? other : `${other.trimEnd()}\n\n${mine}` }[choice];
  if (made !== mine) put(field, made, 0, mine.length);
  field.focus();
  keep(field);
});

function name(within) {
  within.querySelectorAll?.("[name=draft_tab]").forEach((field) => { field.value = tab; });
}

name(document);
document.addEventListener("htmx:load", (event) => name(event.detail.elt));
