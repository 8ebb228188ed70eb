// <time data-ago datetime="…"> says how long ago it was; the title keeps the date, in the reader's own zone.
// data-ago="hour": somebody without a name wrote it, so only the hour is known; what is said is true whenever in that
// hour it was, in the words of data-within. The server says the same: community/templatetags/ui.py.
const EVERY = 60_000; // ms
const page = document.documentElement.lang || "en";
const LIKE = { en: "en-GB", ar: "ar-u-nu-latn" }; // our English is British; our digits are the server's
const language = LIKE[page] ?? page;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const whole = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });

const HOUR = 3_600_000, DAY = 24 * HOUR; // ms
const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

function distance(at, now) {
  const seconds = Math.max(0, (now - at) / 1000);
  if (seconds < 60) return relative.format(0, "second");
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), "hour");
  return dayOf(at, now);
}

function dayOf(at, now) {
  const days = Math.round((midnight(now) - midnight(at)) / DAY);
  if (days < 7) return relative.format(-days, "day");
  return (at.getFullYear() === now.getFullYear() ? day : dayOfYear).format(at);
}

function hourDistance(hour, now, words) {
  const [thisHour, hours, days, around] = words;
  const passed = now - hour;
  if (passed <= HOUR) return thisHour;
  if (passed < DAY) return hours.replace("%n", Math.ceil(passed / HOUR));
  if (Number(midnight(hour)) === Number(midnight(new Date(Number(hour) + HOUR - 1)))) return dayOf(hour, now);
  if (passed < 7 * DAY) return days.replace("%n", Math.ceil(passed / DAY));
  return around.replace("%day", dayOf(hour, now));
}

function say(time, at, now) {
  if (time.dataset.ago !== "hour") return [distance(at, now), whole.format(at)];
  const end = new Date(Number(at) + HOUR);
  return [hourDistance(at, now, time.dataset.within.split("|")), whole.formatRange(at, end)];
}

function refresh(within = document) {
  const now = new Date();
  for (const time of within.querySelectorAll("time[data-ago]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.valueOf())) continue;
    [time.textContent, time.title] = say(time, at, now);
  }
}

refresh();
setInterval(() => { if (!document.hidden) refresh(); }, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
document.addEventListener("htmx:load", (event) => refresh(event.detail.elt));
