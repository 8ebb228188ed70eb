// Words that somebody chose in a post or a reply can begin the answer to it: "Quote" stands below the choice. Without a
// choice, and without this script, "Reply" leads to the box.
const words = document.getElementById("quote-words")?.dataset;
const MOST = 2000; // characters, as the server quotes them
const ROOM = 200; // characters that a short reply keeps for one's own words

const button = Object.assign(document.createElement("button"), { type: "button", className: "btn slim quote-chosen" });

function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const inside = range.commonAncestorContainer;
  const prose = (inside.nodeType === Node.ELEMENT_NODE ? inside : inside.parentElement).closest(".post .prose");
  const text = String(selection).trim();
  return prose && text ? { prose, range, text, post: prose.closest(".post") } : null;
}

function show() {
  const found = chosen();
  if (!found || !found.post.querySelector("[data-reply]")) {
    if (document.activeElement !== button) button.remove();
    return;
  }
  found.prose.after(button); // the next stop of the Tab key
  const lines = found.range.getClientRects();
  const last = lines[lines.length - 1] ?? found.range.getBoundingClientRect();
  const post = found.post.getBoundingClientRect();
  button.style.insetBlockStart = `${last.bottom - post.top + 6}px`;
  button.style.insetInlineStart = `${Math.max(0, Math.min(last.left - post.left, post.width - button.offsetWidth))}px`;
}

function whose(prose) {
  const by = prose.closest(".comment, .post").querySelector(".byline");
  const name = by.querySelector(".name, b")?.textContent.trim() ?? "";
  const plain = name.replace(/([\\`*_[\]<>])/g, "\\$1");
  return by.querySelector(".mask-name") || !name ? words.masked : words.named.replace("{name}", plain);
}

function quoted(found, most) {
  const cut = found.text.length > most ? `${found.text.slice(0, most - 1)}…` : found.text;
  const lines = [whose(found.prose), "", ...cut.split("\n")];
  return `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}

function begin(box, found) {
  box.closest("details")?.setAttribute("open", "");
  const most = box.maxLength > 0 ? box.maxLength - box.value.length - ROOM : MOST;
  box.focus();
  const end = box.value.length;
  box.setSelectionRange(end, end);
  if (!found || most < 40) return;
  const text = (box.value.trim() ? "\n\n" : "") + quoted(found, most);
  if (!document.execCommand("insertText", false, text)) box.setRangeText(text, end, end, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function boxOf(post) {
  return post.querySelector("textarea[data-reply-box]") ?? (post.matches(".question") ? document.getElementById("answer") : null);
}

function reply(post, found) {
  const box = boxOf(post);
  if (box) return begin(box, found);
  const place = document.getElementById(`comment-${post.id.slice(1)}`);
  place.addEventListener("htmx:afterSettle", () => { if (boxOf(post)) begin(boxOf(post), found); }, { once: true });
  post.querySelector("[data-reply]").click(); // htmx brings the box
}

if (words) {
  button.textContent = words.button;
  let held = null; // what was chosen when the pointer went down: to press a link ends the choice
  document.addEventListener("selectionchange", () => requestAnimationFrame(show));
  document.addEventListener("keydown", (event) => {
    held = null;
    if (event.key !== "Tab" || event.shiftKey || !button.isConnected || document.activeElement === button) return;
    if (document.activeElement.matches("input, textarea, select") || !chosen()) return;
    event.preventDefault(); // whoever chose with keys goes on to it, wherever the focus was
    button.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    held = chosen();
    if (event.target === button) event.preventDefault(); // the choice stays
  });
  button.addEventListener("click", () => {
    const found = chosen();
    if (found) reply(found.post, found);
    getSelection().removeAllRanges();
    button.remove();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-reply]");
    if (!link || !event.isTrusted || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const post = link.closest(".post");
    const found = chosen() ?? held;
    const own = found?.post === post ? found : null;
    if (!boxOf(post) && !own) return; // htmx brings the box, with the cursor in it
    event.preventDefault();
    event.stopPropagation();
    reply(post, own);
  }, true);
}
