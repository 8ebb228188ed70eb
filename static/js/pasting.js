// What is pasted into a composer: an address onto chosen words makes a link of them, and words that were written with
// more than letters come as Markdown. Ctrl+Shift+V pastes the letters alone, as everywhere.
import { isInFence, put } from "./formatting.js";

const ADDRESS = /^https?:\/\/[^\s<>"]+$/i;
const MOST = 2_000_000; // characters of HTML; what is longer comes as plain words
let wantsPlain = false;

const isPasteKey = (event) => (event.ctrlKey || event.metaKey) && event.code === "KeyV";
document.addEventListener("keydown", (event) => { if (isPasteKey(event)) wantsPlain = event.shiftKey; }, true);

function onto(area, address) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const words = value.slice(from, to);
  if (!words.trim() || words.includes("\n") || ADDRESS.test(words.trim())) return false;
  if (value.slice(0, from).endsWith("](") || isInFence(value, from)) return false;
  const [, lead, inner, rest] = /^(\s*)(.*?)(\s*)$/.exec(words);
  const there = address.replaceAll("(", "%28").replaceAll(")", "%29");
  put(area, `${lead}[${inner.replace(/[[\]]/g, "\\$&")}](${there})${rest}`, from, to);
  return true;
}

async function asMarkdown(area, html, plain) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  let text = null;
  try {
    const { markdownOf } = await import("./rich-paste.js");
    text = markdownOf(html, { short: Boolean(area.closest("[data-short]")) });
  } catch { /* the words alone, then */ }
  const isAsItWas = area.value === value && area.selectionStart === from && area.selectionEnd === to;
  put(area, text ?? plain, ...(isAsItWas ? [from, to] : [area.selectionStart, area.selectionEnd]));
}

document.addEventListener("paste", (event) => {
  const area = event.target.closest?.("[data-composer] textarea");
  const isPlain = wantsPlain;
  wantsPlain = false;
  if (!area || isPlain || event.defaultPrevented || !event.clipboardData) return;
  const plain = event.clipboardData.getData("text/plain"), html = event.clipboardData.getData("text/html");
  if (ADDRESS.test(plain.trim()) && onto(area, plain.trim())) return event.preventDefault();
  if (!html || html.length > MOST || isInFence(area.value, area.selectionStart)) return;
  event.preventDefault();
  asMarkdown(area, html, plain.replace(/\r\n?/g, "\n"));
});
