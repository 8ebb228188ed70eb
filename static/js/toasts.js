// Toasts: the server sends HX-Trigger: {"toast": {"text": "Kept.", "undo": "/address/", "label": "Undo"}}.
// They confirm, never report an error, and go after eight seconds unless somebody is on them.
const STAY = 8000; // ms
const shelf = () => document.querySelector(".toasts");

function token() {
  const held = document.body.getAttribute("hx-headers");
  return held ? JSON.parse(held)["X-CSRFToken"] : "";
}

function undoForm(toast) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = toast.undo;
  const held = document.createElement("input");
  Object.assign(held, { type: "hidden", name: "csrfmiddlewaretoken", value: token() });
  const button = document.createElement("button");
  button.type = "submit";
  button.textContent = toast.label || "Undo";
  form.append(held, button);
  return form;
}

function show(toast) {
  const place = shelf();
  if (!place || !toast?.text) return;
  const note = document.createElement("div");
  note.className = "toast live";
  note.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = toast.text;
  note.append(words);
  if (toast.undo) note.append(undoForm(toast));
  place.replaceChildren(note);
  const leave = () => (note.matches(":hover, :focus-within") ? setTimeout(leave, STAY) : note.remove());
  setTimeout(leave, STAY);
}

document.addEventListener("toast", (event) => show(typeof event.detail?.value === "string" ? { text: event.detail.value } : event.detail));
