// HTML from a clipboard as Markdown: loaded with the first paste of any. The HTML is read in a document that runs nothing
// and fetches nothing; only words, and what gives them their shape, come along.
import TurndownService from "../vendor/turndown.js";
import { gfm } from "../vendor/turndown-plugin-gfm.js";

const JUNK = "script, style, link, meta, base, title, template, noscript, iframe, frame, object, embed, applet, svg, math, "
  + "canvas, audio, video, form > input, input:not([type=checkbox]), button, select, textarea, dialog, "
  + "[hidden], [aria-hidden=true]";
const UNSEEN = /display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)/i;
const SHAPED = "a[href], strong, em, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, pre, code, del, s, strike";
const FOLLOWS = /^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_eid|igshid|yclid|_hsenc|_hsmi)$/i;
const BLOCKS = "p, div, li, h1, h2, h3, h4, h5, h6, tr, blockquote, pre, table";
const TOO_DEEP = 100;

const turndown = new TurndownService({
  headingStyle: "atx", bulletListMarker: "-", codeBlockStyle: "fenced", emDelimiter: "*", hr: "---", br: "",
});
turndown.use(gfm);
turndown.addRule("strikethrough", { filter: ["del", "s", "strike"], replacement: (words) => `~~${words}~~` });
turndown.addRule("listItem", { filter: "li", replacement: item });
turndown.addRule("tableCell", { filter: ["th", "td"], replacement: cell });
turndown.addRule("link", { filter: (node) => node.nodeName === "A" && node.hasAttribute("href"), replacement: link });

function item(words, node, options) {
  const list = node.parentNode;
  let sign = `${options.bulletListMarker} `;
  if (list.nodeName === "OL") {
    const first = Number(list.getAttribute("start")) || 1;
    sign = `${first + [...list.children].indexOf(node)}. `;
  }
  const said = words.replace(/^\n+|\n+$/g, "").replace(/\n{2,}/g, "\n").replace(/\n/g, `\n${" ".repeat(sign.length)}`);
  return sign + said + (node.nextElementSibling ? "\n" : "");
}

function cell(words, node) {
  const plain = words.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|").trim();
  return `${node.previousSibling ? "" : "|"} ${plain} |`;
}

function link(words, node) {
  const there = node.getAttribute("href");
  const said = words.replace(/\s+/g, " ").trim();
  if (!said) return "";
  if (node.textContent.trim() === there) return there;
  return `[${said}](${there.replaceAll("(", "%28").replaceAll(")", "%29")})`;
}

// --- only what can be seen

function withoutJunk(body) {
  body.querySelectorAll(JUNK).forEach((part) => part.remove());
  body.querySelectorAll("[data-style]").forEach((part) => { if (UNSEEN.test(part.getAttribute("data-style"))) part.remove(); });
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  comments.forEach((comment) => comment.remove());
  // Pictures of others are not fetched. Of one that stands for a letter the letter stays.
  body.querySelectorAll("img, picture, source").forEach((part) => {
    const letter = part.getAttribute("alt") ?? "";
    part.replaceWith(/^\p{Extended_Pictographic}[\p{Extended_Pictographic}\p{M}\u200d\ufe0f]*$/u.test(letter) ? letter : "");
  });
}

function withoutFollowers(body) {
  for (const anchor of body.querySelectorAll("a")) {
    const there = address(anchor.getAttribute("href") ?? "");
    if (there) anchor.setAttribute("href", there);
    else anchor.replaceWith(...anchor.childNodes);
  }
}

function address(href) {
  let there;
  try {
    there = new URL(href);
  } catch {
    return ""; // relative to a page that is not known here
  }
  if (!/^(?:https?|mailto|tel):$/.test(there.protocol)) return "";
  if (/(?:^|\.)google\.[a-z.]+$/.test(there.hostname) && there.pathname === "/url" && there.searchParams.get("q")) {
    return address(there.searchParams.get("q"));
  }
  const followers = [...there.searchParams.keys()].filter((key) => FOLLOWS.test(key));
  followers.forEach((key) => there.searchParams.delete(key));
  return followers.length ? there.href : href.trim();
}

// --- word processors say by styles what HTML has elements for

// Of this property alone: Word says "mso-bidi-font-weight: normal" of what is bold.
const styleOf = (part, name) =>
  new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, "i").exec(part.getAttribute("data-style") ?? "")?.[1].trim().toLowerCase() ?? "";

function rename(element, name) {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
}

function wrap(element, name) {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.append(made);
}

function byStyle(body) {
  body.querySelectorAll("b, i").forEach((part) => {
    const [name, property] = part.nodeName === "B" ? ["strong", "font-weight"] : ["em", "font-style"];
    if (/^(?:normal|400)/.test(styleOf(part, property))) part.replaceWith(...part.childNodes);
    else rename(part, name);
  });
  body.querySelectorAll("span[data-style], font[data-style]").forEach((part) => {
    if (!part.textContent.trim()) return;
    if (/^(?:bold|[6-9]00)/.test(styleOf(part, "font-weight")) && !part.closest("h1, h2, h3, h4, h5, h6, strong")) wrap(part, "strong");
    if (/^italic/.test(styleOf(part, "font-style")) && !part.closest("em")) wrap(part, "em");
    if (/line-through/.test(styleOf(part, "text-decoration(?:-line)?"))) wrap(part, "del");
  });
}

// Word writes each item as a paragraph, with its sign or number in it and its depth in a style.
function listsOfWord(body) {
  const open = []; // from the outermost list to the innermost
  let last = null;
  for (const paragraph of [...body.querySelectorAll("p[data-style*='mso-list' i], [class^=MsoListParagraph][data-style*='mso-list' i]")]) {
    const level = Number(/level(\d)/i.exec(paragraph.getAttribute("data-style"))?.[1] ?? 1);
    const sign = paragraph.querySelector("[data-style*='mso-list:Ignore' i], [data-style*='mso-list: Ignore' i]");
    const kind = /^\s*(?:\d+|[a-z]{1,3}|[ivx]+)[.)]/i.test(sign?.textContent ?? "") ? "ol" : "ul";
    sign?.remove();
    if (!last || paragraph.previousElementSibling !== last) open.length = 0;
    while (open.length > level || (open.length === level && open.at(-1).localName !== kind)) open.pop();
    if (!open.length) {
      open.push(body.ownerDocument.createElement(kind));
      paragraph.before(open[0]);
    }
    while (open.length < level) {
      const inner = body.ownerDocument.createElement(kind);
      (open.at(-1).lastElementChild ?? open.at(-1).appendChild(body.ownerDocument.createElement("li"))).append(inner);
      open.push(inner);
    }
    last = open[0];
    const made = body.ownerDocument.createElement("li");
    made.append(...paragraph.childNodes);
    open.at(-1).append(made);
    paragraph.remove();
  }
}

// --- tables: rows and cells and nothing else; one that only lays out is what is in it

function tables(body) {
  for (const table of [...body.querySelectorAll("table")].reverse()) {
    const rows = [...table.rows].map((row) => [...row.cells]).filter((cells) => cells.some((one) => one.textContent.trim()));
    const width = Math.max(0, ...rows.map((cells) => cells.length));
    const isLayout = width < 2 || table.matches("[role=presentation]") || table.querySelector("ul, ol, pre, blockquote");
    if (isLayout) {
      const parts = rows.flat().map((one) => rename(one, "div"));
      table.replaceWith(...parts);
      continue;
    }
    table.replaceWith(plainTable(table.ownerDocument, rows, width));
  }
}

function plainTable(page, rows, width) {
  const made = page.createElement("table");
  const parts = [made.createTHead(), made.createTBody()];
  rows.forEach((cells, index) => {
    const row = page.createElement("tr");
    for (let at = 0; at < width; at += 1) {
      const one = page.createElement(index ? "td" : "th");
      if (cells[at]) one.append(...inline(cells[at]));
      const said = cells[at] ? (cells[at].getAttribute("align") ?? styleOf(cells[at], "text-align")).toLowerCase() : "";
      if (!index && /^(?:right|center)$/.test(said)) one.setAttribute("align", said);
      row.append(one);
    }
    parts[index ? 1 : 0].append(row);
  });
  return made;
}

function inline(one) {
  one.querySelectorAll("br").forEach((part) => part.replaceWith(" "));
  one.querySelectorAll(BLOCKS).forEach((part) => part.replaceWith(...part.childNodes, " "));
  return [...one.childNodes];
}

// A reply has no headings, lists and tables: its words alone come, with what stands within a line.
function withoutBlocks(body) {
  body.querySelectorAll("h1, h2, h3, h4, h5, h6").forEach((part) => { wrap(part, "strong"); rename(part, "p"); });
}

const depthOf = (element) => 1 + Math.max(0, ...[...element.children].map(depthOf));

// The styles of others are read and never applied: under its own name the policy of the page would speak up about each.
function unstyled(html) {
  return html.replace(/<(\/?)style\b/gi, "<$1template")
    .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/([\s"'/])style(?=\s*=)/gi, "$1data-style"));
}

// null: nothing gives these words a shape, so they come as they are.
export function markdownOf(html, { short }) {
  const { body } = new DOMParser().parseFromString(unstyled(html), "text/html");
  listsOfWord(body);
  withoutJunk(body);
  byStyle(body);
  withoutFollowers(body);
  if (short && body.querySelector("table, ul, ol")) return null;
  if (short) withoutBlocks(body);
  tables(body);
  if (!body.querySelector(SHAPED) || depthOf(body) > TOO_DEEP) return null;
  const text = turndown.turndown(body).replaceAll("\u00a0", " ").replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n");
  return text.trim() || null;
}
