// The service worker, sent as /sw.js.

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
