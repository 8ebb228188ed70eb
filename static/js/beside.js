// How the words will look, beside them while they are written, where there is room for both. The server draws it as it
// draws a post. It speaks to nobody by itself: whoever listens to the page goes there when they want to. Can be switched
// off, for this device.
import { ask } from "./preview.js";

const OFF = "no-preview-beside";
const ROOM = matchMedia("(min-width: 80rem)");
const PAUSE = 500; // milliseconds without a letter
const LATER = 20; // seconds, where the server says "not so often" and not how long
const known = new WeakMap(); // of each composer: its timer, the request under way, what was drawn last

const boxes = () => document.querySelectorAll("[data-composer][data-preview-url]:not([data-short])");
const isOn = () => ROOM.matches && localStorage.getItem(OFF) === null;

function stateOf(box) {
  if (!known.has(box)) known.set(box, { pause: PAUSE });
  return known.get(box);
}

function arrange(box) {
  const on = isOn();
  const [tabs, button, panel] = ["[role=tablist]", "[data-beside]", ".preview"].map((part) => box.querySelector(part));
  button.hidden = !ROOM.matches;
  button.setAttribute("aria-pressed", String(on));
  tabs.hidden = on;
  if (box.classList.contains("beside") === on) return;
  box.dispatchEvent(new Event("write", { bubbles: true })); // from where both begin
  box.classList.toggle("beside", on);
  panel.hidden = !on;
  panel.setAttribute("role", on ? "region" : "tabpanel");
  panel.setAttribute("aria-labelledby", on ? button.firstElementChild.id : tabs.lastElementChild.id);
  if (on) draw(box);
}

function soon(box, pause = stateOf(box).pause) {
  const state = stateOf(box);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => draw(box), pause);
}

async function draw(box) {
  const state = stateOf(box), panel = box.querySelector(".preview");
  const words = box.querySelector("textarea").value;
  state.under_way?.abort();
  if (!box.classList.contains("beside")) return;
  if (!words.trim()) return put(state, panel, "", box.querySelector("[data-beside]").dataset.empty);
  const asked = new AbortController(), began = performance.now();
  state.under_way = asked;
  try {
    const answer = await ask(box, asked.signal);
    if (answer.status === 429) return soon(box, 1000 * (Number(answer.headers.get("Retry-After")) || LATER));
    if (answer.ok) put(state, panel, await answer.text());
    // A long text takes long to draw: then it is drawn less often.
    state.pause = PAUSE + Math.min(5000, 2 * (performance.now() - began));
  } catch { /* there is a newer one, or no connection: what stands there stays */ }
}

function put(state, panel, html, plain = "") {
  if (state.drawn === html + plain) return;
  state.drawn = html + plain;
  const { scrollTop, scrollHeight, clientHeight } = panel;
  const wasAtEnd = scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 4;
  const open = [...panel.querySelectorAll("details")].map((part) => part.open);
  if (html) panel.innerHTML = html; // the server has cleaned it, as it does for a post
  else panel.replaceChildren(Object.assign(document.createElement("p"), { className: "soft", textContent: plain }));
  panel.querySelectorAll("details").forEach((part, index) => { part.open = open[index] ?? false; });
  panel.scrollTop = wasAtEnd ? panel.scrollHeight : scrollTop;
}

document.addEventListener("input", (event) => {
  const box = event.target.tagName === "TEXTAREA" && event.target.closest(".composer.beside");
  if (box) soon(box);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-beside]")) return;
  if (isOn()) localStorage.setItem(OFF, "1");
  else localStorage.removeItem(OFF);
  boxes().forEach(arrange);
});

ROOM.addEventListener("change", () => boxes().forEach(arrange));
document.addEventListener("htmx:load", () => boxes().forEach(arrange));
boxes().forEach(arrange);
