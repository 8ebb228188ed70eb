// What is new, while a page is open. The stream says only that there is something; the page asks what.
// Without it everything works: the next page shows what there is.
const LOOK = document.body.dataset.live;
const topic = document.querySelector("[data-live-topic]");
const line = document.querySelector("[data-live-news]");
const waiting = new Set(); // posts that are there and not shown
let stream = null, next = 0, failures = 0, asks = false, rang = false, toldOfBell = false;

const isShown = (id) => document.getElementById(`p${id}`) !== null;
const known = () => [...document.querySelectorAll("[id^=p]")].map((post) => post.id.slice(1)).filter((id) => /^\d+$/.test(id));
const some = (from, to) => (from + Math.random() * (to - from)) * 1000;

function later(wait) {
  clearTimeout(next);
  next = setTimeout(look, wait);
}

function close() {
  clearTimeout(next);
  stream?.close();
  stream = null;
}

// Never all at once: when the process was away, everybody comes back.
function afterFailure() {
  close();
  failures = Math.min(failures + 1, 9);
  if (!document.hidden) later(some(1, 5) * 2 ** (failures - 1));
}

async function ask() {
  const address = new URL(LOOK, location.href);
  if (topic) {
    address.searchParams.set("topic", topic.dataset.liveTopic);
    address.searchParams.set("after", topic.dataset.after);
    address.searchParams.set("known", [...known(), ...waiting].slice(-100).join(","));
  }
  const answer = await fetch(address, { redirect: "manual", headers: { Accept: "application/json" } });
  if (answer.status >= 500) throw new Error("away");
  return answer.ok ? answer.json() : null; // null: signed out, or not for this reader; nothing more is asked
}

async function look() {
  if (asks || document.hidden) return;
  asks = true;
  try {
    const said = await ask();
    if (!said) return close();
    tell(said);
    if (!stream) listen(said.token);
  } catch {
    afterFailure();
  } finally {
    asks = false;
  }
}

function listen(token) {
  stream = new EventSource(`${LOOK}stream?token=${encodeURIComponent(token)}`);
  stream.addEventListener("open", () => { failures = 0; });
  stream.addEventListener("post", (event) => add(event.data));
  stream.addEventListener("bell", () => { rang = true; later(some(0, 2)); });
  stream.addEventListener("error", () => { if (stream?.readyState === EventSource.CLOSED) afterFailure(); });
}

function tell(said) {
  said.new.forEach(add);
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  const had = bell.querySelector(".dot") !== null;
  bell.innerHTML = said.bell; // our own template, without a word of anybody's
  if ((rang || !had) && bell.querySelector(".dot") && !topic) { toldOfBell = true; draw(); }
  rang = false;
}

function add(id) {
  if (!topic || isShown(id)) return;
  waiting.add(String(id));
  draw();
}

const plurals = new Intl.PluralRules(document.documentElement.lang || "en");

// In the form that the language has for that number.
function counted(n) {
  const forms = JSON.parse(line.dataset.forms);
  return (forms[plurals.select(n)] ?? forms.other).replace("%n", n);
}

function draw() {
  if (!line) return;
  const n = topic ? waiting.size : Number(toldOfBell);
  const words = topic ? counted(n) : line.dataset.said;
  const [status, pill] = [line.querySelector("[role=status]"), line.querySelector(".toast")];
  pill.hidden = n === 0;
  status.textContent = pill.querySelector("span").textContent = n ? words : "";
}

async function show() {
  if (!topic) return location.reload();
  const ids = [...waiting].filter((id) => !isShown(id)).sort((one, other) => one - other);
  waiting.clear();
  draw();
  if (!ids.length) return;
  if (!("last" in topic.dataset) || ids.length > 20) { location.href = `?post=${ids[0]}#p${ids[0]}`; return; }
  await window.htmx.ajax("GET", `${topic.dataset.newer}?posts=${ids.join(",")}`, { target: topic, swap: "beforebegin" });
  const first = ids.map((id) => document.getElementById(`p${id}`)).find(Boolean);
  first?.setAttribute("tabindex", "-1");
  first?.focus();
}

if (LOOK && "EventSource" in window) {
  line?.querySelector("button").addEventListener("click", show);
  // A hidden page is asked again when somebody comes back to it.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : later(some(0, 0.5))));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => { if (event.persisted) later(0); });
  later(some(1, 2)); // who only passes through costs nothing
}
