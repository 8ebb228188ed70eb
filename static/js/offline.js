// Without a connection: topics that were read can be read again, and words that were being written are kept here.
// Whoever is signed out has nothing on this device.
const STORE = "kept", MOST = 30, DRAFT = "draft:", SENT = "sent";
const page = document.querySelector("[data-offline]");
const isMember = document.body.hasAttribute("hx-headers");
const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith(DRAFT));
// Two open pages of one form keep their words beside each other, and the server can tell whose are newer.
const tab = globalThis.draftTab = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function forget() {
  drafts().forEach((key) => localStorage.removeItem(key));
  await globalThis.caches?.delete(STORE);
}

// --- reading

const STYLE = `<style>:root { color-scheme: light dark; font: 1.0625rem/1.6 system-ui }
  body { max-width: 40rem; margin: 2rem auto; padding-inline: 1rem; overflow-wrap: anywhere }
  article { border-block-start: 1px solid; margin-block-start: 2rem } pre { overflow-x: auto }</style>`;

// The words alone: no form, no token, no name of the reader, no script.
function copy() {
  const made = document.implementation.createHTMLDocument(page.dataset.offline);
  made.documentElement.lang = document.documentElement.lang;
  made.documentElement.dir = document.documentElement.dir;
  const add = (parent, tag, text) => parent.appendChild(Object.assign(made.createElement(tag), { textContent: text }));
  made.head.innerHTML = `<meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  add(made.head, "title", page.dataset.offline);
  const when = new Date().toLocaleString(made.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  add(made.body, "p", page.dataset.was.replace("{when}", when));
  add(made.body, "h1", page.dataset.offline).dir = "auto";
  for (const post of document.querySelectorAll("article.post")) {
    const words = post.querySelector(":scope > .body > .prose"); // not what somebody folded away
    if (!words) continue;
    const article = made.body.appendChild(made.createElement("article"));
    add(article, "h2", post.querySelector(".byline b, .byline a")?.textContent.trim() ?? "").dir = "auto";
    const prose = article.appendChild(made.importNode(words, true));
    prose.querySelectorAll("script, style, img, form, iframe").forEach((part) => part.remove());
  }
  Object.assign(add(made.body.appendChild(made.createElement("p")), "a", page.dataset.more), { href: "/" });
  return `<!doctype html>${made.documentElement.outerHTML.replace("</head>", `${STYLE}</head>`)}`;
}

async function keep() {
  const store = await caches.open(STORE), path = location.pathname;
  const headers = { "Content-Type": "text/html; charset=utf-8", "X-Title": encodeURIComponent(page.dataset.offline) };
  await store.delete(path); // put again it is the newest
  await store.put(path, new Response(copy(), { headers }));
  const all = await store.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((request) => store.delete(request)));
}

// --- writing

const FIELD = "textarea[hx-post], input[name=note][hx-post]"; // the latter of thanks
const isSensitive = (form) =>
  new FormData(form).get("as") === "mask" || new FormData(form).get("masked") // written down nowhere, here neither
  || document.querySelector("[data-quick-exit]")
  || form.querySelector("[data-sensitive]:checked");

function say(area, name) {
  const place = document.getElementById(`${area.id}-saved`);
  if (place) place.textContent = place.dataset[name];
}

const contextOf = (area) => area?.form?.elements.context?.value;
const keyOf = (area) => `${DRAFT}${contextOf(area)}#${tab}`;
const keysOf = (area) => drafts().filter((key) => key === DRAFT + contextOf(area) || key.startsWith(`${DRAFT}${contextOf(area)}#`));
const taken = new WeakMap(); // of each form: what was kept by pages that are closed, and stands in it now

function keepWords(area) {
  if (isSensitive(area.form)) {
    forgetWords(area.form, area);
    return say(area, "notKept");
  }
  localStorage.setItem(keyOf(area), area.value);
  say(area, "kept");
}

function forgetWords(form, area) {
  for (const key of [keyOf(area), ...(taken.get(form) ?? [])]) localStorage.removeItem(key);
  taken.delete(form);
}

document.addEventListener("htmx:sendError", (event) => {
  const area = event.detail.elt;
  if (area.matches?.(FIELD) && contextOf(area)) keepWords(area);
});

document.addEventListener("draft-saved", (event) => {
  const form = event.target.closest?.("form");
  const area = form?.querySelector(FIELD);
  if (contextOf(area)) forgetWords(form, area);
});

// What was sent without leaving the page.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const area = detail.successful && detail.elt.matches?.("form") && detail.elt.querySelector(FIELD);
  if (contextOf(area || null)) forgetWords(detail.elt, area);
});

// Another page has changed the draft: until its writer has chosen, these words are kept here alone.
function keepBeside(area) {
  if (!area.matches?.(FIELD) || !area.form.querySelector("[data-elsewhere]") || isSensitive(area.form)) return;
  localStorage.setItem(keyOf(area), area.value);
}

document.addEventListener("input", (event) => keepBeside(event.target));
document.addEventListener("htmx:afterRequest", (event) => keepBeside(event.detail.elt)); // that it was told

// A form that cannot be sent now stays where it is. A browser that says it is online may have a network and no internet,
// so what was kept stays until the server has taken the form.
document.addEventListener("submit", (event) => {
  const area = [...event.target.elements].find((field) => field.matches(FIELD));
  if (!contextOf(area)) return;
  if (navigator.onLine) return sends(area);
  event.preventDefault();
  event.target.removeAttribute("data-sent");
  keepWords(area);
});

const here = () => location.href.split("#")[0];

function sends(area) {
  const key = keyOf(area), others = taken.get(area.form) ?? [];
  if (localStorage.getItem(key) === null && !others.length) return;
  if (isSensitive(area.form)) return forgetWords(area.form, area);
  localStorage.setItem(key, area.value);
  sessionStorage.setItem(SENT, JSON.stringify({ keys: [key, ...others], from: here() }));
}

// The server leads on from a form that it took. Any other page (somebody went back, or asked for one anew) proves nothing:
// there the words are put back.
function forgetSent() {
  const sent = JSON.parse(sessionStorage.getItem(SENT));
  sessionStorage.removeItem(SENT);
  const [way] = performance.getEntriesByType("navigation");
  const ledOn = way?.type === "navigate" && way.redirectCount > 0;
  if (sent && ledOn && document.referrer === sent.from) sent.keys.forEach((key) => localStorage.removeItem(key));
}

function send(area) {
  window.htmx?.ajax("POST", area.getAttribute("hx-post"), { source: area, target: `#${area.id}-saved`, swap: "innerHTML" });
}

// Nothing is lost: what stands there already stays, unless it is how the kept words begin.
function putBack(area) {
  const keys = keysOf(area);
  if (!keys.length) return;
  const before = area.value;
  for (const words of keys.map((key) => localStorage.getItem(key))) {
    if (words.startsWith(area.value)) area.value = words;
    else if (!area.value.includes(words)) area.value = `${area.value}\n\n${words}`;
  }
  if (area.value === before) return keys.forEach((key) => localStorage.removeItem(key)); // the server has them
  taken.set(area.form, keys);
  send(area);
}

const areas = (within = document) => [...within.querySelectorAll(FIELD)].filter(contextOf);

window.addEventListener("online", () => {
  areas().filter((area) => localStorage.getItem(keyOf(area)) !== null).forEach(send);
});

// --- who is here

if (document.body.hasAttribute("data-visitor")) forget();
else if (isMember) {
  window.addEventListener("load", () => {
    forgetSent();
    areas().forEach(putBack);
    document.addEventListener("htmx:load", (event) => areas(event.detail.elt).forEach(putBack)); // a form that came later
    navigator.serviceWorker?.register("/sw.js").catch(() => {}); // a private window refuses
    if (page && "caches" in window) keep().catch(() => {}); // no room
  });
}
