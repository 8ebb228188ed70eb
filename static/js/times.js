// <time data-ago datetime="…"> says how long ago it was; the title keeps the date, in the reader's own zone.
// data-ago="hour": somebody without a name wrote it, so nothing finer than the hour is known or said.
const EVERY = 60_000; // ms
const page = document.documentElement.lang || "en";
const language = page === "en" ? "en-GB" : page; // our English is British
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const whole = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });

function distance(at, now, hourOnly) {
  const seconds = Math.max(0, (now - at) / 1000);
  if (seconds < 60) return hourOnly ? relative.format(0, "hour") : relative.format(0, "second");
  if (seconds < 3600) return hourOnly ? relative.format(0, "hour") : relative.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), "hour");
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days < 7) return relative.format(-days, "day");
  return (at.getFullYear() === now.getFullYear() ? day : dayOfYear).format(at);
}

function refresh(within = document) {
  const now = new Date();
  for (const time of within.querySelectorAll("time[data-ago]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.valueOf())) continue;
    time.textContent = distance(at, now, time.dataset.ago === "hour");
    time.title = whole.format(at);
  }
}

refresh();
setInterval(() => { if (!document.hidden) refresh(); }, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
document.addEventListener("htmx:load", (event) => refresh(event.detail.elt));
