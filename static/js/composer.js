// The composer: tabs (arrow keys move between them), preview, formatting buttons.
const MARKS = {
  bold: { around: ["**", "**"] },
  italic: { around: ["_", "_"] },
  link: { around: ["[", "](https://)"] },
  quote: { line: () => "> " },
  list: { line: () => "- " },
  numbers: { line: (n) => `${n}. ` },
  table: { block: "| | |\n|---|---|\n| | |\n" },
};

function insert(area, text, from, to) {
  area.focus();
  area.setSelectionRange(from, to);
  // execCommand keeps the browser's own undo; setRangeText does not.
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function apply(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  if (mark.around) {
    insert(area, mark.around[0] + chosen + mark.around[1], start, end);
    const from = start + mark.around[0].length;
    area.setSelectionRange(from, from + chosen.length);
  } else if (mark.line) {
    const first = value.lastIndexOf("\n", start - 1) + 1;
    const lines = value.slice(first, end).split("\n");
    insert(area, lines.map((line, index) => mark.line(index + 1) + line).join("\n"), first, end);
  } else {
    const gap = start > 0 && value[start - 1] !== "\n" ? "\n\n" : "";
    insert(area, gap + mark.block, start, end);
  }
}

function cookie(name) {
  return document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

function token(form) {
  return form?.querySelector("[name=csrfmiddlewaretoken]")?.value || cookie("csrf") || cookie("__Host-csrf");
}

async function preview(box) {
  const panel = box.querySelector(".preview");
  const body = new FormData();
  body.set("body", box.querySelector("textarea").value);
  panel.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(box.dataset.previewUrl, {
      method: "POST", body, headers: { "X-CSRFToken": token(box.closest("form")), "HX-Request": "true" },
    });
    if (!answer.ok && answer.status !== 401) throw new Error(answer.statusText);
    panel.innerHTML = await answer.text(); // the server has cleaned it, as it does for a post; or its sentence
  } catch {
    panel.textContent = box.dataset.previewTrouble || "The preview is not here right now. Your words are safe.";
  }
  panel.removeAttribute("aria-busy");
}

function select(box, tab) {
  for (const other of box.querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    box.querySelector(`#${CSS.escape(other.getAttribute("aria-controls"))}`).hidden = !chosen;
  }
  const writing = tab === box.querySelector("[role=tab]");
  const tools = box.querySelector(".tools");
  if (tools) tools.hidden = !writing;
  if (!writing) preview(box);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-composer]");
  if (!box) return;
  const tab = event.target.closest("[role=tab]");
  if (tab) select(box, tab);
  const mark = event.target.closest("[data-mark]");
  if (mark) apply(box.querySelector("textarea"), MARKS[mark.dataset.mark]);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[data-composer] [role=tab]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const tabs = [...tab.parentElement.querySelectorAll("[role=tab]")];
  const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
  select(tab.closest("[data-composer]"), next);
  next.focus();
});

function show(within) {
  within.querySelectorAll?.("[data-needs-script]").forEach((part) => { part.hidden = false; });
  within.querySelectorAll?.("[data-without-script]").forEach((part) => { part.hidden = true; });
  within.querySelectorAll?.("[data-with-script]").forEach((field) => { field.value = field.dataset.withScript; });
}

show(document);
document.addEventListener("htmx:load", (event) => show(event.detail.elt));
