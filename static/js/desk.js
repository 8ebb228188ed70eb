// The desk: J and K move, letters act on the current case. Single keys can be turned off, and are remembered.
const list = document.querySelector(".queue");
const bar = document.querySelector("[data-desk-keys]");
const toggle = document.querySelector("[data-keys-toggle]");
const STORE = "desk-keys";
let on = localStorage.getItem(STORE) !== "off";

const items = () => [...list.querySelectorAll(":scope > li")];
const current = () => list.querySelector(":scope > [aria-current]");

function show() {
  toggle.textContent = on ? toggle.dataset.off : toggle.dataset.on;
  bar.querySelector("[data-keys-on]").hidden = !on;
  document.querySelectorAll("[data-key]").forEach((control) => {
    if (on) control.setAttribute("aria-keyshortcuts", control.dataset.key);
    else control.removeAttribute("aria-keyshortcuts");
    const hint = control.querySelector("kbd");
    if (hint) hint.hidden = !on;
  });
}

function moveTo(item) {
  if (!item) return;
  current()?.removeAttribute("aria-current");
  item.setAttribute("aria-current", "true");
  item.querySelector("h3 a")?.focus();
}

function act(key) {
  const control = current()?.querySelector(`[data-key="${key}"]`);
  if (!control) return;
  control.click();
  control.closest("details")?.querySelector("input:not([type=hidden])")?.focus();
}

if (list && bar) {
  show();
  toggle.addEventListener("click", () => {
    on = !on;
    localStorage.setItem(STORE, on ? "on" : "off");
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    const all = items();
    const at = all.indexOf(current());
    if (key === "j" || key === "k") moveTo(all[at + (key === "j" ? 1 : -1)]);
    else if (/^[a-z]$/.test(key)) act(key);
    else return;
    event.preventDefault();
  });
  // A decided case has gone: the next one is current, or the last, or the page's title.
  let place = 0;
  document.addEventListener("htmx:beforeRequest", (event) => {
    place = items().indexOf(event.detail.elt.closest?.(".queue > li"));
  });
  document.addEventListener("desk-decided", () => setTimeout(() => {
    const all = items();
    if (all.length) moveTo(all[Math.min(place, all.length - 1)]);
    else document.getElementById("desk-title")?.focus();
  }));
}
