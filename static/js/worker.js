// The service worker, sent as /sw.js. SAID, its sentences and their language, is put before it by web/installable.py.

// --- notifications: declarative (web_push: 8030); this shows them where the browser itself does not yet
self.addEventListener("push", (event) => {
  const { title, navigate, ...more } = event.data.json().notification;
  event.waitUntil(self.registration.showNotification(title, { ...more, data: navigate }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const there = new URL(event.notification.data, self.location.origin);
  if (there.origin === self.location.origin) event.waitUntil(self.clients.openWindow(there.href));
});

// --- without a connection: what offline.js kept of topics that were read, else a list of them
self.addEventListener("activate", (event) => event.waitUntil(self.registration.navigationPreload?.enable()));

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate" || event.request.method !== "GET") return;
  event.respondWith(fresh(event).catch(() => kept(event.request)));
});

const fresh = async (event) => (await event.preloadResponse) ?? fetch(event.request);

async function kept(request) {
  const store = await caches.open("kept");
  return (await store.match(new URL(request.url).pathname)) ?? list(store);
}

const HTML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const plain = (text) => text.replace(/[&<>"]/g, (sign) => HTML[sign]);

async function list(store) {
  const rows = [];
  for (const request of (await store.keys()).reverse()) {
    const title = (await store.match(request)).headers.get("X-Title");
    rows.push(`<li><a href="${plain(new URL(request.url).pathname)}" dir="auto">${plain(decodeURIComponent(title))}</a></li>`);
  }
  const words = rows.length
    ? `<p>${plain(SAID.these)}</p><ul>${rows.join("")}</ul>`
    : `<p>${plain(SAID.nothing)}</p>`;
  return new Response(`<!doctype html><html lang="${SAID.lang}" dir="${SAID.dir}"><meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>${plain(SAID.title)}</title><style>:root { color-scheme: light dark; font: 1.0625rem/1.6 system-ui }
    body { max-width: 40rem; margin: 2rem auto; padding-inline: 1rem } li { margin-block: .5rem }</style>
    <h1>${plain(SAID.title)}</h1>${words}<p><a href="">${plain(SAID.again)}</a></p></html>`,
  { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
