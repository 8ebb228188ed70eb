// The tools of a composer, by button and by key. What is there already is taken away again. Whatever is put into the
// text goes by the browser's own way of typing, so that undo takes it back.
const WORD = /[\p{L}\p{M}\p{N}'’-]/u;
const LEAD = /^(\s*(?:>!? ?)*(?:(?:[-*+]|\d{1,9}[.)]) +|#{1,6} +)?)(.*?)(\s*)$/su;
const ITEM = /^(?:[-*+]|\d{1,9}[.)]) +(?:\[[ xX]\] +)?/;
const QUOTE = /^>!? ?/;
const AROUND = { bold: "**", italic: "*", code: "`" };
const LINES = {
  quote: { has: /^>(?!!) ?/, over: QUOTE, put: () => "> " },
  spoiler: { has: /^>! ?/, over: QUOTE, put: () => ">! " },
  list: { has: /^[-*+] +(?:\[[ xX]\] +)?/, over: ITEM, put: () => "- " },
  numbers: { has: /^\d{1,9}[.)] +/, over: ITEM, put: (n) => `${n}. ` },
  heading: { has: /^#{1,6} +/, over: /^#{1,6} +/, put: () => "## " },
};
const TABLE = "| | |\n|---|---|\n| | |\n";
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function put(area, text, from, to) {
  area.focus();
  area.setSelectionRange(from, to);
  const done = text || from === to ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (done) return;
  area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function swap(area, text, from, to, chosenFrom, chosenTo) {
  put(area, text, from, to);
  area.setSelectionRange(chosenFrom, chosenTo);
}

// --- around words: bold, italic, code

function wordAt(value, place) {
  let from = place, to = place;
  while (from > 0 && WORD.test(value[from - 1])) from -= 1;
  while (to < value.length && WORD.test(value[to])) to += 1;
  return [from, to];
}

// What was chosen, without blanks and without signs of its own at both ends.
function tight(value, from, to, letter) {
  while (from < to && /\s/.test(value[from])) from += 1;
  while (from < to && /\s/.test(value[to - 1])) to -= 1;
  while (to - from > 1 && value[from] === letter && value[to - 1] === letter) [from, to] = [from + 1, to - 1];
  return [from, to];
}

function signsAround(value, from, to, letter) {
  let count = 0;
  while (value[from - 1 - count] === letter && value[to + count] === letter) count += 1;
  return count;
}

function stands(sign, count) {
  if (sign === "**") return count >= 2;
  return sign === "*" ? count % 2 === 1 : count > 0;
}

function around(area, sign) {
  const { selectionStart, selectionEnd, value } = area;
  const isNothing = selectionStart === selectionEnd;
  if (value.slice(selectionStart, selectionEnd).trim().includes("\n")) {
    return sign === "`" ? fence(area) : aroundLines(area, sign);
  }
  for (const letter of sign === "`" ? ["`"] : ["*", "_"]) {
    const [from, to] = tight(value, ...(isNothing ? wordAt(value, selectionStart) : [selectionStart, selectionEnd]), letter);
    if (!stands(sign, signsAround(value, from, to, letter))) continue;
    const size = sign.length;
    const [chosenFrom, chosenTo] = isNothing ? [selectionStart, selectionStart] : [from, to];
    return swap(area, value.slice(from, to), from - size, to + size, chosenFrom - size, chosenTo - size);
  }
  const [from, to] = isNothing ? wordAt(value, selectionStart) : tight(value, selectionStart, selectionEnd, "");
  const words = value.slice(from, to);
  const [before, after] = sign === "`" && words.includes("`") ? ["`` ", " ``"] : [sign, sign];
  const [chosenFrom, chosenTo] = isNothing ? [selectionStart, selectionStart] : [from, to];
  swap(area, before + words + after, from, to, chosenFrom + before.length, chosenTo + before.length);
}

// No sign reaches over the end of a paragraph: each line has its own.
function aroundLines(area, sign) {
  const [from, to] = tight(area.value, area.selectionStart, area.selectionEnd, "");
  const lines = area.value.slice(from, to).split("\n").map((line) => LEAD.exec(line).slice(1));
  const has = (words) => words.length > 2 * sign.length && words.startsWith(sign) && words.endsWith(sign);
  const all = lines.every(([, words]) => !words || has(words));
  const made = lines.map(([lead, words, rest]) => {
    if (!words || has(words) !== all) return lead + words + rest;
    return lead + (all ? words.slice(sign.length, -sign.length) : sign + words + sign) + rest;
  }).join("\n");
  swap(area, made, from, to, from, from + made.length);
}

function fence(area) {
  const [from, to] = wholeLines(area);
  const text = area.value.slice(from, to);
  const within = /^```.*\n([\s\S]*)\n```$/.exec(text);
  const made = within ? within[1] : `\`\`\`\n${text}\n\`\`\``;
  swap(area, made, from, to, from, from + made.length);
}

// --- before lines: quote, list, heading, spoiler

function wholeLines(area) {
  const { selectionStart, value } = area;
  let { selectionEnd } = area;
  if (selectionEnd > selectionStart && value[selectionEnd - 1] === "\n") selectionEnd -= 1;
  const end = value.indexOf("\n", selectionEnd);
  return [value.lastIndexOf("\n", selectionStart - 1) + 1, end < 0 ? value.length : end];
}

function before(area, { has, over, put: sign }) {
  const { selectionStart, selectionEnd, value } = area;
  const [from, to] = wholeLines(area);
  const lines = value.slice(from, to).split("\n");
  const isOne = lines.length === 1;
  const said = lines.filter((line) => line.trim());
  const all = said.length > 0 && said.every((line) => has.test(line));
  let number = 0;
  const made = lines.map((line) => {
    if (all) return line.replace(has, "");
    if (!line.trim() && !isOne && sign(1)[0] !== ">") return line; // an empty line within a quotation belongs to it
    return sign(number += 1) + line.replace(over, "");
  }).join("\n");
  if (selectionStart !== selectionEnd) return swap(area, made, from, to, from, from + made.length);
  const place = Math.max(from, selectionStart + made.length - (to - from));
  swap(area, made, from, to, place, place);
}

// --- links, notes, tables

function link(area) {
  const { selectionStart, selectionEnd, value } = area;
  for (const found of value.matchAll(/(!?)\[([^\]\n]*)\]\(([^()\s]*)\)/g)) {
    const end = found.index + found[0].length;
    if (found[1] || found.index > selectionStart || end < selectionEnd) continue;
    return swap(area, found[2], found.index, end, found.index, found.index + found[2].length);
  }
  const [from, to] = tight(value, selectionStart, selectionEnd, "");
  const words = value.slice(from, to);
  if (/^https?:\/\/\S+$/.test(words)) return swap(area, `[](${words})`, from, to, from + 1, from + 1);
  const address = from + words.length + 3;
  const made = `[${words}](https://)`;
  if (!words) return swap(area, made, from, to, from + 1, from + 1);
  swap(area, made, from, to, address, address + "https://".length);
}

function apartFrom(value, from, to) {
  const gap = from > 0 ? (value.slice(0, from).endsWith("\n\n") ? "" : value[from - 1] === "\n" ? "\n" : "\n\n") : "";
  return [gap, to < value.length && !value.startsWith("\n\n", to) ? (value[to] === "\n" ? "\n" : "\n\n") : ""];
}

function note(area, about) {
  const { value } = area;
  const [from, to] = wholeLines(area);
  const found = /(?:^|\n)(::: ?note[^\n]*\n)$/.exec(value.slice(0, from));
  const rest = /^\n:::(?=\n|$)/.exec(value.slice(to));
  const words = value.slice(from, to);
  if (found && rest) {
    const start = from - found[1].length;
    return swap(area, words, start, to + rest[0].length, start, start + words.length);
  }
  const [gap, after] = apartFrom(value, from, to);
  const head = `${gap}::: note `;
  swap(area, `${head}${about}\n${words}\n:::${after}`, from, to, from + head.length, from + head.length + about.length);
}

function table(area) {
  const { selectionEnd: to, value } = area;
  const [gap, after] = apartFrom(value, to, to);
  swap(area, gap + TABLE + after.slice(1), to, to, to + gap.length + 2, to + gap.length + 2);
}

function apply(button) {
  const area = button.closest("[data-composer]").querySelector("textarea");
  const { mark } = button.dataset;
  if (AROUND[mark]) around(area, AROUND[mark]);
  else if (LINES[mark]) before(area, LINES[mark]);
  else if (mark === "link") link(area);
  else if (mark === "note") note(area, button.dataset.about);
  else if (mark === "table") table(area);
}

// --- Enter goes on with a list or a quotation, and leaves it from an empty line of it

const BEGUN = /^(\s*(?:>!? ?)*)(?:([-*+])|(\d{1,9})([.)]))?( *)(\[[ xX]\] )?/;

export function isInFence(value, place) {
  return (value.slice(0, place).match(/^ {0,3}(?:```|~~~)/gm) ?? []).length % 2 === 1;
}

function goOn(area) {
  const { selectionStart: place, selectionEnd, value } = area;
  if (place !== selectionEnd || isInFence(value, place)) return false;
  const from = value.lastIndexOf("\n", place - 1) + 1;
  const end = value.indexOf("\n", place);
  const line = value.slice(from, end < 0 ? value.length : end);
  const [lead, quote, dot, number, sign, gap, task] = BEGUN.exec(line);
  const isItem = Boolean((dot || number) && gap);
  if (!isItem && !quote.includes(">")) return false;
  const begins = isItem ? lead : quote;
  if (place < from + begins.length) return false;
  if (!line.slice(begins.length).trim()) {
    const left = isItem && quote.includes(">") ? quote : "";
    swap(area, left, from, from + line.length, from + left.length, from + left.length);
    return true;
  }
  const next = isItem ? `${quote}${dot ?? Number(number) + 1 + sign}${gap}${task ? "[ ] " : ""}` : quote;
  put(area, `\n${next}`, place, place);
  return true;
}

// --- buttons and keys

const boxOf = (target) => target.closest?.("[data-composer]");
const toolsOf = (bar) => [...bar.querySelectorAll("button, a")];

function pressed(event) {
  if (event.altKey || !(isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey)) return "";
  const key = /^(?:Digit|Key)(.)$/.exec(event.code)?.[1].toLowerCase() ?? (event.code === "Period" ? "." : "");
  if (event.shiftKey) return /[\d.]/.test(key) ? `shift+${key}` : "";
  return /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : key; // as the letter lies on this keyboard
}

document.addEventListener("keydown", (event) => {
  const box = boxOf(event.target);
  if (!box || event.isComposing || event.defaultPrevented) return;
  const bar = event.target.closest("[role=toolbar]");
  if (bar) return walk(bar, event);
  if (event.target.tagName !== "TEXTAREA") return;
  if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (goOn(event.target)) event.preventDefault();
    return;
  }
  const key = pressed(event);
  const button = key && box.querySelector(`[data-key="${key}"]`);
  if (!button) return;
  event.preventDefault();
  apply(button);
});

function walk(bar, event) {
  const tools = toolsOf(bar), at = tools.indexOf(document.activeElement);
  const on = getComputedStyle(bar).direction === "rtl" ? -1 : 1;
  const next = { ArrowRight: at + on, ArrowLeft: at - on, Home: 0, End: tools.length - 1 }[event.key];
  if (next === undefined || at < 0) return;
  event.preventDefault();
  go(tools, tools[(next + tools.length) % tools.length]).focus();
}

// One stop of the Tab key for all of them: where somebody was last.
function go(tools, chosen) {
  for (const tool of tools) tool.tabIndex = tool === chosen ? 0 : -1;
  return chosen;
}

document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-mark]")) event.preventDefault(); // the text keeps the focus, and a phone its keyboard
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mark]");
  if (!button || !boxOf(button)) return;
  go(toolsOf(button.closest("[role=toolbar]")), button);
  apply(button);
});

function show(bar) {
  const { ctrl, shift } = bar.dataset;
  go(toolsOf(bar), toolsOf(bar)[0]);
  for (const tool of bar.querySelectorAll("[data-key]")) {
    const keys = tool.dataset.key.toUpperCase().split("+");
    const named = [isMac ? "⌘" : ctrl, ...keys.map((key) => (key === "SHIFT" ? shift : key))];
    tool.title = `${tool.getAttribute("aria-label")} (${named.join(isMac ? "" : "+")})`;
  }
  bar.hidden = false;
}

function showIn(within) {
  within.querySelectorAll?.("[data-composer] [role=toolbar][data-fresh]").forEach((bar) => {
    bar.removeAttribute("data-fresh");
    show(bar);
  });
}

showIn(document);
document.addEventListener("htmx:load", (event) => showIn(event.detail.elt));
