// Where the reader goes on, and how far they have read: what has stood before their eyes for a moment, not what was loaded.
const place = document.querySelector("[data-reading]");
const MOMENT = 1000, PAUSE = 1500; // milliseconds
const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
let waiting = null, furthest = null;

function tell(fields) {
  return fetch(place.dataset.reading, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
    redirect: "manual",
    keepalive: true, // the page may be left in the same moment
  });
}

function flush() {
  clearTimeout(waiting);
  waiting = null;
  if (furthest) tell(furthest).catch(() => {});
  furthest = null;
}

function read(fields) {
  furthest = fields;
  waiting ??= setTimeout(flush, PAUSE);
}

// --- how far

const order = (post) => [...document.querySelectorAll("article.post")].indexOf(post);
const ends = new Map(); // what is watched: to which post it belongs
const timers = new Map();
let last = -1;

function seen(end) {
  if (end === place) return read({ position: place.dataset.readTo });
  const post = ends.get(end);
  if (order(post) <= last) return;
  last = order(post);
  read({ post: post.id.slice(1) });
}

const eyes = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(timers.get(target));
    if (isIntersecting && !document.hidden) timers.set(target, setTimeout(seen, MOMENT, target));
  }
});

// The end of a post, for some are longer than the window. Those that helped stand before their turn and say nothing.
function watch(post) {
  if (!post.matches("article.post:not(.helped)")) return;
  const end = post.querySelector(":scope > .body > .post-actions") ?? post;
  ends.set(end, post);
  eyes.observe(end);
}

// --- where to go on

function draw({ unread, href }) {
  const post = unread && document.getElementById(`p${unread}`);
  const words = document.getElementById("reading-words").content;
  const inItsTurn = post && !post.matches(".helped") && post.previousElementSibling;
  if (inItsTurn) post.before(words.querySelector("[data-line]").cloneNode(true));
  if (!unread || location.hash) return;
  const link = words.querySelector("[data-go]").cloneNode(true);
  link.querySelector("a").href = post ? `#p${unread}` : href;
  document.querySelector(".topic-head").append(link);
}

if (place && token) {
  tell({}).then((answer) => (answer.ok ? answer.json() : {})).then(draw).catch(() => {});
  document.querySelectorAll("article.post").forEach(watch);
  eyes.observe(place);
  const added = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node.nodeType === 1) watch(node);
  });
  added.observe(place.parentElement, { childList: true });
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
}
