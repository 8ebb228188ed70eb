// Single keys for members: through the posts or the rows of a page, and to what is asked for most. They can be turned off
// (forum/keyboard.html), for speech input and stray keys press them too; then this file does nothing but the switch.
const OFF = "keys-off";
const ELSEWHERE = "dialog[open], [data-desk-keys]"; // they have keys of their own
const PAUSE = 1200; // milliseconds between the two of "g h"
const isOff = () => localStorage.getItem(OFF) !== null;
const links = { h: "/", l: "/latest/", q: "/unanswered/", n: "/notices/", f: "/following/", s: "/saved/" };
let went = 0;

const things = () => [...document.querySelectorAll("main :is(article.post, .topic-row)")];

function step(by) {
  const all = things();
  const at = all.findIndex((one) => one.contains(document.activeElement));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (!next) return;
  const target = next.matches(".topic-row") ? next.querySelector("h3 a, h2 a") : next;
  if (target === next) next.tabIndex = -1;
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function focusOn(selector) {
  const field = document.querySelector(selector);
  field?.focus();
  field?.scrollIntoView({ block: "center" });
  return Boolean(field);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  r: () => focusOn("#answer"),
  u: () => document.querySelector("[data-go] a")?.click(),
  a: () => location.assign("/ask/"),
  "/": () => focusOn("main input[type=search]") || location.assign("/search/"),
  "?": () => document.querySelector("[data-keys]")?.click(),
};

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (isOff() || isTyping(event.target) || document.querySelector(ELSEWHERE)) return;
  const key = event.key.toLowerCase();
  const leads = event.timeStamp - went < PAUSE ? links[key] : null;
  went = key === "g" ? event.timeStamp : -PAUSE;
  if (leads) location.assign(leads);
  else if (KEYS[key]) KEYS[key]();
  else return;
  event.preventDefault();
});

// --- the switch, on its page and in the dialog

function show(box) {
  box.checked = !isOff();
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  if (event.target.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});
document.querySelectorAll("[data-keys-switch]").forEach(show);
document.addEventListener("focusin", (event) => { if (event.target.matches("[data-keys-switch]")) show(event.target); }); // in the dialog
