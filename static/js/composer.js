// The composer: tabs (arrow keys move between them) and preview. Its tools are loaded where somebody can write.
async function preview(box) {
  const panel = box.querySelector(".preview");
  panel.setAttribute("aria-busy", "true");
  try {
    const { ask } = await import("./preview.js");
    const answer = await ask(box);
    if (!answer.ok && answer.status !== 401) throw new Error(answer.statusText);
    panel.innerHTML = await answer.text(); // the server has cleaned it, as it does for a post; or its sentence
  } catch {
    panel.textContent = box.dataset.previewTrouble;
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
  if (tools) tools.inert = !writing; // its place stays, so that nothing moves
  if (!writing) preview(box);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-composer]");
  if (!box) return;
  const tab = event.target.closest("[role=tab]");
  if (tab) select(box, tab);
});

document.addEventListener("write", (event) => select(event.target, event.target.querySelector("[role=tab]")));

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
  if (within.querySelector?.("[data-composer]")) import("./writing.js");
  within.querySelectorAll?.("[data-with-script]").forEach((field) => { field.value = field.dataset.withScript; });
}

show(document);
document.addEventListener("htmx:load", (event) => show(event.detail.elt));
