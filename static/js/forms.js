// Forms: one submit is one post; unsaved words are asked about before the page is left.
const dirty = new Set();

function release(form) {
  form.removeAttribute("data-sent");
  form.querySelectorAll("[data-held]").forEach((button) => {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("data-held");
  });
}

// Capturing, and before htmx sees it: the second click of a double click goes nowhere.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.setAttribute("data-sent", "");
  const button = event.submitter;
  if (button) {
    button.setAttribute("data-held", "");
    button.setAttribute("aria-disabled", "true");
  }
  dirty.delete(form);
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.matches?.("form")) release(event.detail.elt); // not by that of a draft of it
});

// Back from the next page: the browser may show this one as it was left.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-keep]");
  if (form) dirty.add(form);
});

// The server has the words now (a draft was kept).
document.addEventListener("draft-saved", (event) => {
  const form = event.target.closest?.("form[data-keep]");
  if (form) dirty.delete(form);
});

window.addEventListener("beforeunload", (event) => {
  for (const form of dirty) if (form.isConnected) { event.preventDefault(); return; }
});

// When an htmx request comes back with an error, its words stay and the first field in trouble gets the focus.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { status, responseText: part } = event.detail.xhr;
  const isFormOverLimit = status === 429 && part.includes("<form");
  if (status === 422 || status === 409 || isFormOverLimit) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// When the server cannot do it, or cannot be reached, a sentence says so where somebody is; what they wrote stays.
// The sentences stand at the foot of the page (base.html), in its language.
const { unreached = "", wordsStay = "" } = document.querySelector(".toasts")?.dataset ?? {};

function noteOf(place) {
  const form = place.closest?.("form");
  const note = form ? form.querySelector(":scope > [data-trouble]") : place.nextElementSibling;
  return note?.matches("[data-trouble]") ? note : null;
}

function say(place, part) {
  if (place.hidden || noteOf(place)) return;
  const form = place.closest?.("form");
  const note = document.createElement("div");
  note.setAttribute("data-trouble", "");
  note.setAttribute("role", "alert");
  if (part.includes('class="notice')) note.innerHTML = part; // the server's own sentence
  else {
    const sentence = form?.querySelector("textarea") ? `${unreached} ${wordsStay}` : unreached;
    note.append(Object.assign(document.createElement("p"), { className: "notice care", textContent: sentence }));
  }
  if (form) form.prepend(note);
  else place.after(note);
}

document.addEventListener("htmx:sendError", (event) => say(event.detail.elt, ""));
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText: part } = event.detail.xhr;
  const isSentence = part.includes('class="notice') && !part.includes("<html"); // a refusal, or the session has ended
  if (status >= 500 || isSentence) say(event.detail.elt, part);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) noteOf(event.detail.elt)?.remove();
});

document.addEventListener("htmx:afterSettle", (event) => {
  event.detail.elt.querySelector?.("[aria-invalid=true]")?.focus();
});
