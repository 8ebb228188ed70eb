// Notifications on this device: the form is sent with what the browser's push service gives.
const form = document.querySelector("form[data-push-key]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

function say(what) {
  form.querySelector("[data-push-said]").textContent = form.querySelector("template").dataset[what];
}

async function subscription() {
  const worker = await navigator.serviceWorker.register("/sw.js");
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.pushKey) };
  try {
    return await worker.pushManager.subscribe(wanted);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    await (await worker.pushManager.getSubscription())?.unsubscribe(); // of another key
    return worker.pushManager.subscribe(wanted);
  }
}

async function switchOn(event) {
  if (form.elements.endpoint.value) return; // filled in: now it is sent
  event.preventDefault();
  event.stopImmediatePropagation();
  try {
    if ((await Notification.requestPermission()) !== "granted") return say("denied");
    const given = (await subscription()).toJSON();
    Object.assign(form.elements.endpoint, { value: given.endpoint });
    Object.assign(form.elements.p256dh, { value: given.keys.p256dh });
    Object.assign(form.elements.auth, { value: given.keys.auth });
  } catch {
    return say("failed");
  }
  form.requestSubmit();
}

if (form) {
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  form.querySelector("button").disabled = !able;
  say(!able ? "unable" : Notification.permission === "denied" ? "denied" : "ready");
  window.addEventListener("submit", (event) => { if (event.target === form) switchOn(event); }, true); // before forms.js
}
