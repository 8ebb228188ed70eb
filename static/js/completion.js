// While somebody types @na… or #wo… in a composer, people, or tags and topics, are offered below it. The words keep the
// focus: Arrow down and up go through the list, Enter or Tab takes one, Escape closes it. Without the script a handle is
// simply typed.
import { put } from "./formatting.js";

// Letters with their marks, and the signs that stand inside names; after an @ that stands behind no letter.
const PEOPLE = /(?:^|[^\p{L}\p{M}\p{N}@/._-]|[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}])(@[\p{L}\p{M}\p{N}\u200c\u200d_.'’·・-]{1,30})$/u;
const THINGS = /(?:^|[^\p{L}\p{M}\p{N}#&/._-])(#[\p{L}\p{N}][^\s#[\]()]*(?: [^\s#[\]()]+){0,3} ?)$/u;
const SORTS = [[PEOPLE, "handlesUrl"], [THINGS, "thingsUrl"]];
const LONGEST = 40, PAUSE = 250; // characters, ms
let waiting, asked;

const boxOf = (target) => target.closest?.("[data-handles-url]");
const listOf = (box) => box?.querySelector("[role=listbox]");
const optionsOf = (list) => [...list.querySelectorAll("[role=option]")];

function typedIn(area) {
  if (area.selectionStart !== area.selectionEnd) return null;
  const before = area.value.slice(Math.max(0, area.selectionStart - 60), area.selectionStart);
  for (const [pattern, url] of SORTS) {
    const typed = pattern.exec(before)?.[1];
    if (typed && typed.length <= LONGEST) return { typed, url };
  }
  return null;
}

function place(box, area) {
  if (listOf(box)) return listOf(box);
  const list = document.createElement("ul");
  Object.assign(list, { className: "handles", id: `${area.id}-offered` });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.offered);
  const said = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  said.setAttribute("role", "status");
  area.closest(".panels").after(list, said);
  return list;
}

function close(box) {
  asked?.abort();
  const list = listOf(box);
  if (!list || list.hidden) return;
  list.hidden = true;
  list.nextElementSibling.textContent = "";
  const area = box.querySelector("textarea");
  for (const name of ["aria-controls", "aria-activedescendant", "aria-haspopup"]) area.removeAttribute(name);
}

async function offer(box, area) {
  const found = typedIn(area);
  if (!found || !box.dataset[found.url]) return close(box);
  asked?.abort();
  asked = new AbortController();
  try {
    const query = `${box.dataset[found.url]}?q=${encodeURIComponent(found.typed.slice(1))}`;
    const answer = await fetch(query, { headers: { "HX-Request": "true" }, signal: asked.signal });
    if (!answer.ok || answer.redirected || typedIn(area)?.typed !== found.typed) return close(box);
    open(box, area, await answer.text());
  } catch (trouble) {
    if (trouble.name !== "AbortError") close(box);
  }
}

function open(box, area, html) {
  const list = place(box, area);
  list.innerHTML = html; // our own server's list, escaped there
  const options = optionsOf(list);
  options.forEach((option, index) => { option.id = `${list.id}-${index}`; });
  if (!options.length) return close(box);
  list.hidden = false;
  list.nextElementSibling.textContent = box.dataset.offered;
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-haspopup", "listbox");
  area.setAttribute("aria-controls", list.id);
  area.removeAttribute("aria-activedescendant");
}

function activate(area, list, option) {
  for (const other of optionsOf(list)) other.setAttribute("aria-selected", String(other === option));
  if (option) area.setAttribute("aria-activedescendant", option.id);
  else area.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function choose(box, option) {
  const area = box.querySelector("textarea");
  const found = typedIn(area);
  close(box);
  if (!found) return area.focus();
  const place = area.selectionStart;
  put(area, `${option.dataset.put} `, place - found.typed.length, place);
}

document.addEventListener("input", (event) => {
  const box = boxOf(event.target);
  if (!box || event.target.tagName !== "TEXTAREA") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => offer(box, event.target), PAUSE);
});

document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[role=listbox] [data-put]")) event.preventDefault(); // the words keep the focus
});

document.addEventListener("click", (event) => {
  const option = event.target.closest("[role=listbox] [data-put]");
  if (option && boxOf(option)) choose(boxOf(option), option);
});

document.addEventListener("focusout", (event) => {
  if (event.target.tagName === "TEXTAREA" && boxOf(event.target)) close(boxOf(event.target));
});

document.addEventListener("keydown", (event) => {
  const box = boxOf(event.target), list = listOf(box);
  if (!list || list.hidden || event.target.tagName !== "TEXTAREA" || event.isComposing) return;
  const options = optionsOf(list), at = options.findIndex((option) => option.ariaSelected === "true");
  const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "Escape") close(box);
  else if (event.key === "ArrowDown") activate(event.target, list, options[(at + 1) % options.length]);
  else if (event.key === "ArrowUp" && at >= 0) activate(event.target, list, options[at - 1]);
  else if ((event.key === "Enter" || event.key === "Tab") && isPlain && at >= 0) choose(box, options[at]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
